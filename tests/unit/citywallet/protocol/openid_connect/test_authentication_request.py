"""The authentication request as the provider reads it."""

from urllib.parse import parse_qsl, urlsplit

import pytest

from citywallet.protocol.errors import ProtocolError
from citywallet.protocol.oauth import (
    ResponseTarget,
    ResponseTypeUnsupported,
    WebUrl,
    parse_redirect_uri,
)
from citywallet.protocol.openid_connect import (
    AuthenticationRequest,
    LoginRequired,
    RequestedSignIn,
    ScopeWithoutOpenid,
    SignInNonceMissing,
    build_authentication_request,
    parse_authentication_request,
)
from citywallet.protocol.pkce import CodeChallengeMissing, CodeVerifier, code_challenge_of

VERIFIER = CodeVerifier("v" * 43)
REQUEST = AuthenticationRequest(
    client_id="issuer",
    redirect_uri=parse_redirect_uri("https://issuer.example.com/sign-in/oidc"),
    scope=("openid", "profile"),
    state="s",
    nonce="n",
    code_verifier=VERIFIER,
)


def fields(**changes: str | None) -> dict[str, str]:
    built = build_authentication_request(REQUEST, endpoint=WebUrl("https://login.example.com/authorize"))
    given = dict(parse_qsl(urlsplit(built).query)) | changes
    return {name: value for name, value in given.items() if value is not None}


def test_request_is_read_as_it_was_built() -> None:
    assert parse_authentication_request(fields(prompt="login consent", unknown="x")) == RequestedSignIn(
        target=ResponseTarget(client_id="issuer", redirect_uri=REQUEST.redirect_uri, state="s"),
        nonce="n",
        code_challenge=code_challenge_of(VERIFIER),
    )


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"scope": "profile"}, ScopeWithoutOpenid),
        ({"nonce": None}, SignInNonceMissing),
        ({"nonce": "n" * 513}, SignInNonceMissing),
        ({"prompt": "none"}, LoginRequired),
        ({"code_challenge": None}, CodeChallengeMissing),
        ({"response_type": "id_token"}, ResponseTypeUnsupported),
    ],
)
def test_request_with_one_fault_is_refused(
    changes: dict[str, str | None], error: type[ProtocolError]
) -> None:
    with pytest.raises(error):
        parse_authentication_request(fields(**changes))
