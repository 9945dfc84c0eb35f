"""The authentication request: a relying party sends a browser to a provider, to sign somebody in."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from citywallet.protocol.encoding import JsonObject, string_member
from citywallet.protocol.errors import ErrorCode, ProtocolError
from citywallet.protocol.oauth import (
    RedirectUri,
    ResponseTarget,
    WebUrl,
    parse_authorization_request,
)
from citywallet.protocol.oauth.redirect_uri import with_fields
from citywallet.protocol.pkce import (
    CodeChallenge,
    CodeVerifier,
    code_challenge_of,
    serialize_code_challenge,
)

OPENID_SCOPE = "openid"
_MAX_NONCE_CHARS = 512


class ScopeWithoutOpenid(ProtocolError):
    """The request does not ask for an ID token."""

    code = ErrorCode.INVALID_SCOPE
    public = "The scope must contain openid."


class SignInNonceMissing(ProtocolError):
    """The request has no nonce, or an absurdly long one: its ID token could be replayed."""

    code = ErrorCode.INVALID_REQUEST
    public = "The parameter nonce is missing."


class LoginRequired(ProtocolError):
    """The request forbids to show a page, and nobody is signed in."""

    code = ErrorCode.LOGIN_REQUIRED
    public = "Nobody is signed in here."


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthenticationRequest:
    """A request for a sign-in.

    `state` ties the answer to the browser, `nonce` the ID token to the sign-in, `code_verifier` stays here
    until the code is redeemed. `scope` has `openid` among its words.
    """

    client_id: str
    redirect_uri: RedirectUri
    scope: tuple[str, ...]
    state: str
    nonce: str
    code_verifier: CodeVerifier


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestedSignIn:
    """A request as the provider reads it: the code goes to `target`, its redeemer shows the verifier."""

    target: ResponseTarget
    nonce: str
    code_challenge: CodeChallenge


def parse_authentication_request(fields: Mapping[str, str]) -> RequestedSignIn:
    """Read the fields of a request, at a provider that remembers nobody and requires PKCE and a nonce.

    Raises:
        ProtocolError: no authorization request for a code; see `parse_authorization_request`.
        ScopeWithoutOpenid, SignInNonceMissing, LoginRequired: as their names say.

    Spec: OpenID Connect Core, Authentication Request.
    Spec: OpenID Connect Core, Authentication Request Validation.
    """
    request = parse_authorization_request(fields)
    if OPENID_SCOPE not in request.scope:
        raise ScopeWithoutOpenid()
    nonce = fields.get("nonce") or ""
    if not 0 < len(nonce) <= _MAX_NONCE_CHARS:
        raise SignInNonceMissing()
    if "none" in fields.get("prompt", "").split():
        raise LoginRequired()
    return RequestedSignIn(target=request.target, nonce=nonce, code_challenge=request.code_challenge)


def build_authentication_request(request: AuthenticationRequest, *, endpoint: WebUrl) -> WebUrl:
    """The address to which the browser is sent.

    Spec: OpenID Connect Core, Authentication Request.
    """
    fields = {
        "response_type": "code",
        "client_id": request.client_id,
        "redirect_uri": request.redirect_uri,
        "scope": " ".join(request.scope),
        "state": request.state,
        "nonce": request.nonce,
        **serialize_code_challenge(code_challenge_of(request.code_verifier)),
    }
    return WebUrl(with_fields(RedirectUri(endpoint), urlencode(fields)))


def parse_id_token_member(members: JsonObject) -> str:
    """The ID token of a token response, not yet verified.

    Raises:
        MemberInvalid: there is none.

    Spec: OpenID Connect Core, Successful Token Response.
    """
    return string_member(members, "id_token")
