"""The token request: for a code, authorized beforehand or by the citizen just now, or to refresh tokens."""

from collections.abc import Mapping
from dataclasses import dataclass

from citywallet.protocol.errors import ErrorCode, ProtocolError
from citywallet.protocol.oauth.authorization_details import (
    CredentialDetail,
    parse_authorization_details,
    serialize_authorization_details,
)
from citywallet.protocol.oauth.redirect_uri import RedirectUri, RedirectUriMissing, parse_redirect_uri
from citywallet.protocol.oauth.refresh_request import (
    REFRESH_TOKEN_GRANT,
    RefreshTokenRequest,
    parse_refresh_request,
    serialize_refresh_request,
)
from citywallet.protocol.pkce.code_challenge import CodeVerifier, parse_code_verifier

AUTHORIZATION_CODE_GRANT = "authorization_code"
PRE_AUTHORIZED_CODE_GRANT = "urn:ietf:params:oauth:grant-type:pre-authorized_code"

_MAX_CODE_CHARS = 1_024
_MAX_TX_CODE_CHARS = 128


class GrantTypeMissing(ProtocolError):
    """The token request does not say which grant it uses."""

    code = ErrorCode.INVALID_REQUEST
    public = "The parameter grant_type is missing."


class GrantTypeUnsupported(ProtocolError):
    """The grant is none of those that this server knows."""

    code = ErrorCode.UNSUPPORTED_GRANT_TYPE
    public = "This server does not support this grant type."


class PreAuthorizedCodeMissing(ProtocolError):
    """The parameter `pre-authorized_code` is absent, empty or absurdly long."""

    code = ErrorCode.INVALID_REQUEST
    public = "The parameter pre-authorized_code is missing."


class AuthorizationCodeMissing(ProtocolError):
    """The parameter `code` is absent, empty or absurdly long."""

    code = ErrorCode.INVALID_REQUEST
    public = "The parameter code is missing."


class AuthorizationCodeRefused(ProtocolError):
    """The code is unknown, expired, used, or was given to another client: nobody outside learns which."""

    code = ErrorCode.INVALID_GRANT
    public = "The code is unknown, has expired or was already used."


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
class PreAuthorizedTokenRequest:
    """A token request for an offer; `tx_code` and `client_id` are None where the wallet sent none."""

    pre_authorized_code: str
    tx_code: str | None = None
    client_id: str | None = None
    authorization_details: tuple[CredentialDetail, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeTokenRequest:
    """A token request for an authorization response.

    `client_id` is None where the wallet proves otherwise who it is.
    """

    code: str
    code_verifier: CodeVerifier
    redirect_uri: RedirectUri
    client_id: str | None = None
    authorization_details: tuple[CredentialDetail, ...] = ()


TokenRequest = PreAuthorizedTokenRequest | CodeTokenRequest | RefreshTokenRequest


def parse_token_request(fields: Mapping[str, str]) -> TokenRequest:
    """Read the form of a token request. Unknown fields are ignored; an empty field counts as absent.

    Raises:
        GrantTypeMissing: no `grant_type`.
        GrantTypeUnsupported: another grant.
        PreAuthorizedCodeMissing, AuthorizationCodeMissing: no code, or one that cannot be ours.
        TxCodeUnexpected: a transaction code longer than any we hand out.
        RedirectUriMissing, RedirectUriInvalid: a code without the address to which it was sent.
        CodeVerifierMissing, CodeVerifierMalformed: a code without proof of who began.
        AuthorizationDetailsInvalid: details that cannot be read.
        RefreshTokenMissing: no refresh token, or one that cannot be ours.

    Spec: OAuth 2.0 Authorization Framework, Access Token Request.
    Spec: OpenID4VCI 1.0, Token Request.
    """
    grant_type = fields.get("grant_type")
    if not grant_type:
        raise GrantTypeMissing()
    if grant_type == AUTHORIZATION_CODE_GRANT:
        return _parse_code_request(fields)
    if grant_type == PRE_AUTHORIZED_CODE_GRANT:
        return _parse_pre_authorized_request(fields)
    if grant_type == REFRESH_TOKEN_GRANT:
        return parse_refresh_request(fields)
    raise GrantTypeUnsupported(grant_type[:100])


def check_tx_code_presence(request: PreAuthorizedTokenRequest, *, expected: bool) -> None:
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
    if isinstance(request, RefreshTokenRequest):
        return serialize_refresh_request(request)
    details = request.authorization_details
    fields: dict[str, str | None] = {
        "client_id": request.client_id,
        "authorization_details": serialize_authorization_details(details) if details else None,
    }
    match request:
        case PreAuthorizedTokenRequest():
            fields |= {
                "grant_type": PRE_AUTHORIZED_CODE_GRANT,
                "pre-authorized_code": request.pre_authorized_code,
                "tx_code": request.tx_code,
            }
        case CodeTokenRequest():
            fields |= {
                "grant_type": AUTHORIZATION_CODE_GRANT,
                "code": request.code,
                "code_verifier": request.code_verifier,
                "redirect_uri": request.redirect_uri,
            }
    return {name: value for name, value in fields.items() if value is not None}


def _parse_pre_authorized_request(fields: Mapping[str, str]) -> PreAuthorizedTokenRequest:
    code = fields.get("pre-authorized_code") or ""
    if not 0 < len(code) <= _MAX_CODE_CHARS:
        raise PreAuthorizedCodeMissing()
    tx_code = fields.get("tx_code") or None
    if tx_code is not None and len(tx_code) > _MAX_TX_CODE_CHARS:
        raise TxCodeUnexpected("too long")
    return PreAuthorizedTokenRequest(
        pre_authorized_code=code,
        tx_code=tx_code,
        client_id=fields.get("client_id") or None,
        authorization_details=_authorization_details(fields),
    )


def _parse_code_request(fields: Mapping[str, str]) -> CodeTokenRequest:
    code = fields.get("code") or ""
    if not 0 < len(code) <= _MAX_CODE_CHARS:
        raise AuthorizationCodeMissing()
    redirect_uri = fields.get("redirect_uri")
    if not redirect_uri:
        raise RedirectUriMissing()
    return CodeTokenRequest(
        code=code,
        code_verifier=parse_code_verifier(fields),
        redirect_uri=parse_redirect_uri(redirect_uri),
        client_id=fields.get("client_id") or None,
        authorization_details=_authorization_details(fields),
    )


def _authorization_details(fields: Mapping[str, str]) -> tuple[CredentialDetail, ...]:
    text = fields.get("authorization_details")
    return parse_authorization_details(text) if text else ()
