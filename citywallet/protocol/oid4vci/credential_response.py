"""The credential response: the credentials themselves, or a promise of them."""

from dataclasses import dataclass

from citywallet.protocol.encoding import (
    JsonObject,
    MemberInvalid,
    array_member,
    integer_member,
    optional_string_member,
    string_member,
)
from citywallet.protocol.errors import ErrorCode, ProtocolError


class CredentialResponseMalformed(ProtocolError):
    """The answer holds neither credentials nor a promise, or both."""

    code = ErrorCode.INVALID_REQUEST
    public = "The issuer's answer could not be read."


@dataclass(frozen=True, slots=True, kw_only=True)
class CredentialResponse:
    """Issued credentials, at least one, each as the text that was issued; nothing is verified yet."""

    credentials: tuple[str, ...]
    notification_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeferredCredentialResponse:
    """The credential will be ready later; ask again no sooner than after `interval_seconds`."""

    transaction_id: str
    interval_seconds: int


def parse_credential_response(members: JsonObject) -> CredentialResponse | DeferredCredentialResponse:
    """Read a credential response; unknown members are ignored.

    Raises:
        CredentialResponseMalformed: neither or both kinds of answer, no credential, or one that is no text.
        MemberInvalid: a member is of the wrong type.

    Spec: OpenID4VCI 1.0, Credential Response.
    """
    if ("credentials" in members) == ("transaction_id" in members):
        raise CredentialResponseMalformed("either credentials or transaction_id is required")
    if "transaction_id" in members:
        return DeferredCredentialResponse(
            transaction_id=string_member(members, "transaction_id"),
            interval_seconds=integer_member(members, "interval", minimum=1),
        )
    entries = array_member(members, "credentials")
    if not entries:
        raise CredentialResponseMalformed("no credential")
    try:
        credentials = tuple(
            string_member(entry, "credential") for entry in entries if isinstance(entry, dict)
        )
    except MemberInvalid as error:
        raise CredentialResponseMalformed(error.detail) from error
    if len(credentials) != len(entries):
        raise CredentialResponseMalformed("an entry is no object")
    return CredentialResponse(
        credentials=credentials, notification_id=optional_string_member(members, "notification_id")
    )


def serialize_credential_response(response: CredentialResponse | DeferredCredentialResponse) -> JsonObject:
    """The JSON object of a credential response.

    Spec: OpenID4VCI 1.0, Credential Response.
    """
    if isinstance(response, DeferredCredentialResponse):
        return {"transaction_id": response.transaction_id, "interval": response.interval_seconds}
    members: JsonObject = {"credentials": [{"credential": credential} for credential in response.credentials]}
    if response.notification_id is not None:
        members["notification_id"] = response.notification_id
    return members
