"""The authentication request: a relying party sends a browser to a provider, to sign somebody in."""

from dataclasses import dataclass
from urllib.parse import urlencode

from citywallet.protocol.encoding import JsonObject, string_member
from citywallet.protocol.oauth import (
    RedirectUri,
    WebUrl,
)
from citywallet.protocol.oauth.redirect_uri import with_fields
from citywallet.protocol.pkce import (
    CodeVerifier,
    code_challenge_of,
    serialize_code_challenge,
)


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
