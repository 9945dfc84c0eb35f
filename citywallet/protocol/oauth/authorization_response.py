"""The authorization response: a code or an error, brought back to the wallet by the citizen's browser."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from citywallet.protocol.encoding import JsonObject
from citywallet.protocol.errors import ErrorCode, ProtocolError
from citywallet.protocol.oauth.authorization_request import ResponseTarget
from citywallet.protocol.oauth.error_response import (
    ErrorResponse,
    parse_error_response,
    serialize_error_response,
)
from citywallet.protocol.oauth.redirect_uri import with_fields
from citywallet.protocol.oauth.web_url import IssuerIdentifier

_MAX_CODE_CHARS = 1_024


class AuthorizationResponseOfAnother(ProtocolError):
    """The response names another server than the one that was asked, or none although it should: a mix-up."""

    code = ErrorCode.INVALID_REQUEST
    public = "The answer comes from another server than the one that was asked."


class AuthorizationResponseForeign(ProtocolError):
    """The response does not belong to the request of this browser: its `state` differs."""

    code = ErrorCode.INVALID_REQUEST
    public = "The answer does not belong to this request."


class AuthorizationResponseUnreadable(ProtocolError):
    """The response carries neither a code nor an error."""

    code = ErrorCode.INVALID_REQUEST
    public = "The answer could not be read."


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorizationCodeIssued:
    """The citizen allowed it: the code is good once, for a short time."""

    code: str


AuthorizationResponse = AuthorizationCodeIssued | ErrorResponse


def build_authorization_response(
    response: AuthorizationResponse, *, target: ResponseTarget, issuer: IssuerIdentifier
) -> str:
    """The address that the browser is sent to. `target` must be known as the client's own.

    Spec: OAuth 2.0 Authorization Framework, Authorization Response.
    Spec: OAuth 2.0 Authorization Server Issuer Identification, Response Parameter iss.
    """
    fields: JsonObject
    if isinstance(response, ErrorResponse):
        fields = serialize_error_response(response)
    else:
        fields = {"code": response.code}
    if target.state is not None:
        fields["state"] = target.state
    return with_fields(target.redirect_uri, urlencode(fields | {"iss": issuer}))


def parse_authorization_response(
    fields: Mapping[str, str], *, issuer: IssuerIdentifier, state: str, names_issuer: bool
) -> AuthorizationResponse:
    """Read the response to a request that was sent to `issuer` with `state`.

    `names_issuer` is what the server's metadata say: whether it always sends `iss`.

    Raises:
        AuthorizationResponseForeign: another `state`, or none.
        AuthorizationResponseOfAnother: another `iss`, or none from a server that always sends it.
        AuthorizationResponseUnreadable: neither a code nor an error.

    Spec: OAuth 2.0 Authorization Server Issuer Identification, Validating the Issuer Identifier.
    """
    if fields.get("state") != state:
        raise AuthorizationResponseForeign()
    if fields.get("iss", None if names_issuer else issuer) != issuer:
        raise AuthorizationResponseOfAnother()
    if "error" in fields:
        return parse_error_response(fields)
    code = fields.get("code") or ""
    if not 0 < len(code) <= _MAX_CODE_CHARS:
        raise AuthorizationResponseUnreadable()
    return AuthorizationCodeIssued(code=code)
