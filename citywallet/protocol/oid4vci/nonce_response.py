"""The nonce response: a fresh challenge for key proofs."""

from citywallet.protocol.encoding import JsonObject, string_member


def parse_nonce_response(members: JsonObject) -> str:
    """Read the challenge of a nonce response; unknown members are ignored.

    Raises:
        MemberInvalid: `c_nonce` is absent or no text.

    Spec: OpenID4VCI 1.0, Nonce Response.
    """
    return string_member(members, "c_nonce")


def serialize_nonce_response(c_nonce: str) -> JsonObject:
    """The JSON object of a nonce response; it must be sent with `Cache-Control: no-store`.

    Spec: OpenID4VCI 1.0, Nonce Response.
    """
    return {"c_nonce": c_nonce}
