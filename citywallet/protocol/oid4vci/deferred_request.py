"""The deferred credential request: the wallet comes back for what it was promised."""

from dataclasses import dataclass

from citywallet.protocol.encoding import JsonObject, MemberInvalid, string_member
from citywallet.protocol.errors import ErrorCode, ProtocolError
from citywallet.protocol.oid4vci.encryption import (
    ResponseEncryption,
    serialize_response_encryption,
    wanted_response_encryption,
)


class DeferredRequestMalformed(ProtocolError):
    """The request names no transaction, or not by a text."""

    code = ErrorCode.INVALID_CREDENTIAL_REQUEST
    public = "The deferred credential request must name its transaction_id."


class TransactionIdInvalid(ProtocolError):
    """The transaction was not promised under this authorization, or has been used to obtain its credentials.

    Spec: OpenID4VCI 1.0, Deferred Credential Error Response.
    """

    code = ErrorCode.INVALID_TRANSACTION_ID
    public = "The transaction_id is unknown or used up."


@dataclass(frozen=True, slots=True, kw_only=True)
class DeferredCredentialRequest:
    """A request for what a transaction stands for.

    `response_encryption` is None where a plain answer is wanted, whatever the first request wanted.
    """

    transaction_id: str
    response_encryption: ResponseEncryption | None = None


def parse_deferred_request(members: JsonObject) -> DeferredCredentialRequest:
    """Read a deferred credential request; unknown members are ignored.

    Raises:
        DeferredRequestMalformed: `transaction_id` is missing or no text.
        EncryptionParametersInvalid: an encrypted answer is wanted, by other means than we have.

    Spec: OpenID4VCI 1.0, Deferred Credential Request.
    """
    try:
        transaction_id = string_member(members, "transaction_id")
    except MemberInvalid as error:
        raise DeferredRequestMalformed(error.detail) from error
    return DeferredCredentialRequest(
        transaction_id=transaction_id, response_encryption=wanted_response_encryption(members)
    )


def serialize_deferred_request(request: DeferredCredentialRequest) -> JsonObject:
    """The JSON object of a deferred credential request.

    Spec: OpenID4VCI 1.0, Deferred Credential Request.
    """
    members: JsonObject = {"transaction_id": request.transaction_id}
    if request.response_encryption is not None:
        members["credential_response_encryption"] = serialize_response_encryption(request.response_encryption)
    return members
