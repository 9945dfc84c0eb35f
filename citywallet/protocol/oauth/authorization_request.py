"""The authorization request: what a wallet asks a citizen to allow, sent through the citizen's browser."""

from collections.abc import Mapping
from dataclasses import dataclass

from citywallet.protocol.encoding import Base64UrlInvalid, decode_base64url, encode_base64url
from citywallet.protocol.errors import ErrorCode, ProtocolError
from citywallet.protocol.oauth.authorization_details import (
    CredentialDetail,
    parse_authorization_details,
    serialize_authorization_details,
)
from citywallet.protocol.oauth.redirect_uri import RedirectUri, RedirectUriMissing, parse_redirect_uri
from citywallet.protocol.pkce.code_challenge import (
    CodeChallenge,
    parse_code_challenge,
    serialize_code_challenge,
)

RESPONSE_TYPE_CODE = "code"

_MAX_CLIENT_ID_CHARS = 2_048
_MAX_TEXT_CHARS = 8_192
_THUMBPRINT_BYTES = 32


class ClientIdMissing(ProtocolError):
    """The request does not say which client asks, or at absurd length."""

    code = ErrorCode.INVALID_REQUEST
    public = "The parameter client_id is missing."


class ResponseTypeMissing(ProtocolError):
    """The request does not say which answer it wants."""

    code = ErrorCode.INVALID_REQUEST
    public = "The parameter response_type is missing."


class ResponseTypeUnsupported(ProtocolError):
    """The request wants another answer than a code."""

    code = ErrorCode.UNSUPPORTED_RESPONSE_TYPE
    public = "This server answers with response_type=code only."


class ResponseModeUnsupported(ProtocolError):
    """The request wants the answer elsewhere than in the query of the redirect."""

    code = ErrorCode.INVALID_REQUEST
    public = "This server answers with response_mode=query only."


class RequestObjectUnsupported(ProtocolError):
    """The request comes as a signed object, which this server does not read."""

    code = ErrorCode.REQUEST_NOT_SUPPORTED
    public = "Request objects are not supported; push the parameters themselves."


class DpopThumbprintMalformed(ProtocolError):
    """The parameter `dpop_jkt` is not the thumbprint of a key."""

    code = ErrorCode.INVALID_REQUEST
    public = "The dpop_jkt is not a SHA-256 thumbprint."


class ParameterTooLong(ProtocolError):
    """A parameter that we would have to carry along is absurdly long."""

    code = ErrorCode.INVALID_REQUEST
    public = "A parameter of the authorization request is too long."


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponseTarget:
    """Who asks and where the answer would go: what must be known as good before anything is sent there."""

    client_id: str
    redirect_uri: RedirectUri
    state: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorizationRequest:
    """A request for a code.

    `scope` and `authorization_details` both say what is asked for. `issuer_state` ties the request to an
    offer; it is no proof, since anybody can have put it there. `dpop_thumbprint` (32 bytes) is the key to
    which the code shall be bound.
    """

    target: ResponseTarget
    code_challenge: CodeChallenge
    scope: tuple[str, ...] = ()
    authorization_details: tuple[CredentialDetail, ...] = ()
    issuer_state: str | None = None
    resource: str | None = None
    dpop_thumbprint: bytes | None = None


def parse_response_target(fields: Mapping[str, str]) -> ResponseTarget:
    """Read who asks, before the rest is looked at: errors in these may not be answered by a redirect.

    Raises:
        ClientIdMissing, RedirectUriMissing, RedirectUriInvalid, ParameterTooLong: as their names say.

    Spec: OAuth 2.0 Authorization Framework, Error Response.
    """
    client_id = fields.get("client_id") or ""
    if not 0 < len(client_id) <= _MAX_CLIENT_ID_CHARS:
        raise ClientIdMissing()
    redirect_uri = fields.get("redirect_uri")
    if not redirect_uri:
        raise RedirectUriMissing()
    return ResponseTarget(
        client_id=client_id, redirect_uri=parse_redirect_uri(redirect_uri), state=_text(fields, "state")
    )


def parse_authorization_request(fields: Mapping[str, str]) -> AuthorizationRequest:
    """Read the fields of a request; unknown ones are ignored, an empty one counts as absent.

    Raises:
        ClientIdMissing, RedirectUriMissing, RedirectUriInvalid: see `parse_response_target`.
        RequestObjectUnsupported: it comes as a request object.
        ResponseTypeMissing, ResponseTypeUnsupported, ResponseModeUnsupported: it wants another answer.
        CodeChallengeMissing, CodeChallengeMethodUnsupported, CodeChallengeMalformed: no PKCE with S256.
        AuthorizationDetailsInvalid, DpopThumbprintMalformed, ParameterTooLong: as their names say.

    Spec: OAuth 2.0 Authorization Framework, Authorization Request.
    Spec: OpenID4VCI 1.0, Authorization Request.
    """
    target = parse_response_target(fields)
    if fields.get("request"):
        raise RequestObjectUnsupported()
    _check_response(fields)
    details = fields.get("authorization_details")
    return AuthorizationRequest(
        target=target,
        code_challenge=parse_code_challenge(fields),
        scope=_scope(fields),
        authorization_details=parse_authorization_details(details) if details else (),
        issuer_state=_text(fields, "issuer_state"),
        resource=_text(fields, "resource"),
        dpop_thumbprint=_thumbprint(fields),
    )


def serialize_authorization_request(request: AuthorizationRequest) -> dict[str, str]:
    """The fields of a request, for the query of the authorization endpoint or the body of a push.

    Spec: OAuth 2.0 Authorization Framework, Authorization Request.
    """
    details = request.authorization_details
    optional = {
        "state": request.target.state,
        "scope": " ".join(request.scope) or None,
        "authorization_details": serialize_authorization_details(details) if details else None,
        "issuer_state": request.issuer_state,
        "resource": request.resource,
        "dpop_jkt": encode_base64url(request.dpop_thumbprint) if request.dpop_thumbprint else None,
    }
    required = {
        "response_type": RESPONSE_TYPE_CODE,
        "client_id": request.target.client_id,
        "redirect_uri": request.target.redirect_uri,
        **serialize_code_challenge(request.code_challenge),
    }
    return required | {name: value for name, value in optional.items() if value is not None}


def _check_response(fields: Mapping[str, str]) -> None:
    response_type = fields.get("response_type")
    if not response_type:
        raise ResponseTypeMissing()
    if response_type != RESPONSE_TYPE_CODE:
        raise ResponseTypeUnsupported(response_type[:40])
    if fields.get("response_mode", "query") != "query":
        raise ResponseModeUnsupported()


def _scope(fields: Mapping[str, str]) -> tuple[str, ...]:
    """The words of the scope, each once; their order means nothing."""
    return tuple(dict.fromkeys((_text(fields, "scope") or "").split()))


def _thumbprint(fields: Mapping[str, str]) -> bytes | None:
    """The key that the code shall be bound to.

    Spec: DPoP, Authorization Code Binding to a DPoP Key.
    """
    text = fields.get("dpop_jkt")
    if not text:
        return None
    try:
        thumbprint = decode_base64url(text)
    except Base64UrlInvalid as error:
        raise DpopThumbprintMalformed("encoding") from error
    if len(thumbprint) != _THUMBPRINT_BYTES:
        raise DpopThumbprintMalformed("length")
    return thumbprint


def _text(fields: Mapping[str, str], name: str) -> str | None:
    text = fields.get(name) or None
    if text is not None and len(text) > _MAX_TEXT_CHARS:
        raise ParameterTooLong(name)
    return text
