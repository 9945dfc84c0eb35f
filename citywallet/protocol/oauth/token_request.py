"""The token request of the pre-authorized code grant."""

from collections.abc import Mapping
from dataclasses import dataclass

from citywallet.protocol.errors import ErrorCode, ProtocolError

PRE_AUTHORIZED_CODE_GRANT = "urn:ietf:params:oauth:grant-type:pre-authorized_code"

_MAX_CODE_CHARS = 1_024
_MAX_TX_CODE_CHARS = 128
_MAX_AUTHORIZATION_DETAILS_CHARS = 16_384


class GrantTypeMissing(ProtocolError):
    """The token request does not say which grant it uses."""

    code = ErrorCode.INVALID_REQUEST
    public = "The parameter grant_type is missing."


class GrantTypeUnsupported(ProtocolError):
    """The grant is not the pre-authorized code grant."""

    code = ErrorCode.UNSUPPORTED_GRANT_TYPE
    public = "This server supports the pre-authorized code grant only."


class PreAuthorizedCodeMissing(ProtocolError):
    """The parameter `pre-authorized_code` is absent, empty or absurdly long."""

    code = ErrorCode.INVALID_REQUEST
    public = "The parameter pre-authorized_code is missing."


class TxCodeMissing(ProtocolError):
    """The offer asked for a transaction code and the request has none."""

    code = ErrorCode.INVALID_REQUEST
    public = "The parameter tx_code is missing; the offer asks for a transaction code."


class TxCodeUnexpected(ProtocolError):
    """The request has a transaction code although the offer did not ask for one, or one that is too long."""

    code = ErrorCode.INVALID_REQUEST
    public = "The parameter tx_code is not expected for this offer."


class PreAuthorizedCodeRefused(ProtocolError):
    """The code is unknown, expired or used, or the transaction code is wrong: nobody outside learns which."""

    code = ErrorCode.INVALID_GRANT
    public = "The code or the transaction code is wrong, expired or already used."


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenRequest:
    """A request for an access token; `tx_code` and `client_id` are None where the wallet sent none.

    `authorization_details` is the parameter as it came, for whoever supports it.
    """

    pre_authorized_code: str
    tx_code: str | None = None
    client_id: str | None = None
    authorization_details: str | None = None


def parse_token_request(fields: Mapping[str, str]) -> TokenRequest:
    """Read the form of a token request. Unknown fields are ignored; an empty field counts as absent.

    Raises:
        GrantTypeMissing: no `grant_type`.
        GrantTypeUnsupported: another grant.
        PreAuthorizedCodeMissing: no code, or one that cannot be ours.
        TxCodeUnexpected: a transaction code longer than any we hand out.

    Spec: OpenID4VCI 1.0, Token Request.
    """
    grant_type = fields.get("grant_type")
    if not grant_type:
        raise GrantTypeMissing()
    if grant_type != PRE_AUTHORIZED_CODE_GRANT:
        raise GrantTypeUnsupported(grant_type[:100])
    code = fields.get("pre-authorized_code") or ""
    if not 0 < len(code) <= _MAX_CODE_CHARS:
        raise PreAuthorizedCodeMissing()
    tx_code = fields.get("tx_code") or None
    if tx_code is not None and len(tx_code) > _MAX_TX_CODE_CHARS:
        raise TxCodeUnexpected("too long")
    return TokenRequest(
        pre_authorized_code=code,
        tx_code=tx_code,
        client_id=fields.get("client_id") or None,
        authorization_details=_authorization_details(fields),
    )


def check_tx_code_presence(request: TokenRequest, *, expected: bool) -> None:
    """Hold the presence of a transaction code against the offer; its value is compared elsewhere.

    Raises:
        TxCodeMissing: expected and absent.
        TxCodeUnexpected: present and not expected.

    Spec: OpenID4VCI 1.0, Token Error Response.
    """
    if expected and request.tx_code is None:
        raise TxCodeMissing()
    if not expected and request.tx_code is not None:
        raise TxCodeUnexpected()


def serialize_token_request(request: TokenRequest) -> dict[str, str]:
    """The form fields of a token request.

    Spec: OpenID4VCI 1.0, Token Request.
    """
    fields = {"grant_type": PRE_AUTHORIZED_CODE_GRANT, "pre-authorized_code": request.pre_authorized_code}
    optional = {
        "tx_code": request.tx_code,
        "client_id": request.client_id,
        "authorization_details": request.authorization_details,
    }
    return fields | {name: value for name, value in optional.items() if value is not None}


def _authorization_details(fields: Mapping[str, str]) -> str | None:
    text = fields.get("authorization_details") or None
    return text if text is None or len(text) <= _MAX_AUTHORIZATION_DETAILS_CHARS else None
