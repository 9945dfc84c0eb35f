"""Which encryption an issuer offers and whether it requires it, in its metadata."""

from collections.abc import Iterator
from dataclasses import dataclass

from citywallet.protocol.encoding import (
    JsonObject,
    JsonValue,
    array_member,
    boolean_member,
    object_member,
    string_array_member,
)
from citywallet.protocol.jose import (
    KEY_AGREEMENT,
    ContentEncryption,
    EncryptionKey,
    EncryptionKeyInvalid,
    parse_encryption_key,
    serialize_encryption_key,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestEncryptionSupport:
    """The keys that requests may be encrypted to, as an issuer advertises them."""

    keys: tuple[EncryptionKey, ...]
    encryptions: tuple[ContentEncryption, ...]
    is_required: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponseEncryptionSupport:
    """How an issuer encrypts responses; the key agreement is ECDH-ES."""

    encryptions: tuple[ContentEncryption, ...]
    is_required: bool


def parse_request_encryption_support(members: JsonObject) -> RequestEncryptionSupport:
    """Read `credential_request_encryption` of the metadata; keys and values we cannot use are left out.

    Raises:
        MemberInvalid: a member is absent or of the wrong type.

    Spec: OpenID4VCI 1.0, Credential Issuer Metadata Parameters.
    """
    keys = array_member(object_member(members, "jwks"), "keys")
    return RequestEncryptionSupport(
        keys=tuple(_usable_keys(keys)),
        encryptions=_known(string_array_member(members, "enc_values_supported")),
        is_required=boolean_member(members, "encryption_required"),
    )


def serialize_request_encryption_support(support: RequestEncryptionSupport) -> JsonObject:
    """Write `credential_request_encryption` of the metadata.

    Spec: OpenID4VCI 1.0, Credential Issuer Metadata Parameters.
    """
    keys: list[JsonValue] = [serialize_encryption_key(key) for key in support.keys]
    return {
        "jwks": {"keys": keys},
        "enc_values_supported": [each.value for each in support.encryptions],
        "encryption_required": support.is_required,
    }


def parse_response_encryption_support(members: JsonObject) -> ResponseEncryptionSupport:
    """Read `credential_response_encryption` of the metadata; without ECDH-ES no value of `enc` is left.

    Raises:
        MemberInvalid: a member is absent or of the wrong type.

    Spec: OpenID4VCI 1.0, Credential Issuer Metadata Parameters.
    """
    agreements = string_array_member(members, "alg_values_supported")
    encryptions = _known(string_array_member(members, "enc_values_supported"))
    return ResponseEncryptionSupport(
        encryptions=encryptions if KEY_AGREEMENT in agreements else (),
        is_required=boolean_member(members, "encryption_required"),
    )


def serialize_response_encryption_support(support: ResponseEncryptionSupport) -> JsonObject:
    """Write `credential_response_encryption` of the metadata.

    Spec: OpenID4VCI 1.0, Credential Issuer Metadata Parameters.
    """
    return {
        "alg_values_supported": [KEY_AGREEMENT],
        "enc_values_supported": [each.value for each in support.encryptions],
        "encryption_required": support.is_required,
    }


def _usable_keys(keys: list[JsonValue]) -> Iterator[EncryptionKey]:
    for members in keys:
        try:
            yield parse_encryption_key(members if isinstance(members, dict) else {})
        except EncryptionKeyInvalid:
            continue  # an issuer may offer keys of other kinds beside ours


def _known(names: tuple[str, ...]) -> tuple[ContentEncryption, ...]:
    return tuple(each for each in ContentEncryption if each.value in names)
