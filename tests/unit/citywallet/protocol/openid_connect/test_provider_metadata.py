from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from citywallet.protocol.encoding import MemberInvalid
from citywallet.protocol.oauth import (
    IssuerIdentifier,
    UrlInvalid,
    UrlNotSecure,
    WebUrl,
    parse_redirect_uri,
)
from citywallet.protocol.openid_connect import (
    AuthenticationRequest,
    ProviderMetadataOfAnother,
    build_authentication_request,
    parse_id_token_member,
    parse_provider_metadata,
    provider_metadata_url,
    serialize_provider_metadata,
)
from citywallet.protocol.pkce import (
    CodeVerifier,
    code_challenge_of,
)

PROVIDER = IssuerIdentifier("https://login.example.com/realms/city")
METADATA: dict[str, Any] = {
    "issuer": PROVIDER,
    "authorization_endpoint": f"{PROVIDER}/authorize",
    "token_endpoint": f"{PROVIDER}/token",
    "jwks_uri": f"{PROVIDER}/keys",
}


def test_metadata_are_found_behind_the_path() -> None:
    assert provider_metadata_url(PROVIDER) == f"{PROVIDER}/.well-known/openid-configuration"
    assert provider_metadata_url(IssuerIdentifier(f"{PROVIDER}/")) == provider_metadata_url(PROVIDER)


def test_metadata_are_read_and_written_again() -> None:
    metadata = parse_provider_metadata(METADATA | {"unknown": 1}, issuer=PROVIDER)
    assert metadata.token_endpoint_auth_methods == ("client_secret_basic",)
    assert not metadata.names_issuer
    assert parse_provider_metadata(serialize_provider_metadata(metadata), issuer=PROVIDER) == metadata


@pytest.mark.parametrize("issuer", [f"{PROVIDER}/", "https://evil.example"])
def test_metadata_of_another_provider_are_refused(issuer: str) -> None:
    with pytest.raises(ProviderMetadataOfAnother):
        parse_provider_metadata(METADATA | {"issuer": issuer}, issuer=PROVIDER)


@pytest.mark.parametrize("member", ["issuer", "authorization_endpoint", "token_endpoint", "jwks_uri"])
def test_metadata_are_refused_without_a_member(member: str) -> None:
    members = {name: value for name, value in METADATA.items() if name != member}
    with pytest.raises(MemberInvalid):
        parse_provider_metadata(members, issuer=PROVIDER)


@pytest.mark.parametrize(
    ("url", "refusal"), [("http://login.example.com/token", UrlNotSecure), ("/token", UrlInvalid)]
)
def test_metadata_are_refused_with_an_unsafe_endpoint(url: str, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        parse_provider_metadata(METADATA | {"token_endpoint": url}, issuer=PROVIDER)


def test_authentication_request_is_added_to_the_endpoints_own_query() -> None:
    verifier = CodeVerifier("v" * 43)
    request = AuthenticationRequest(
        client_id="issuer",
        redirect_uri=parse_redirect_uri("https://issuer.example.com/sign-in/oidc"),
        scope=("openid", "profile"),
        state="s",
        nonce="n",
        code_verifier=verifier,
    )
    url = build_authentication_request(
        request, endpoint=WebUrl("https://login.example.com/authorize?tenant=a")
    )
    assert dict(parse_qsl(urlsplit(url).query)) == {
        "tenant": "a",
        "response_type": "code",
        "client_id": "issuer",
        "redirect_uri": "https://issuer.example.com/sign-in/oidc",
        "scope": "openid profile",
        "state": "s",
        "nonce": "n",
        "code_challenge": code_challenge_of(verifier),
        "code_challenge_method": "S256",
    }
    assert verifier not in url


@pytest.mark.parametrize("members", [{}, {"id_token": ""}, {"id_token": {}}])
def test_token_response_is_refused_without_id_token(members: Any) -> None:
    with pytest.raises(MemberInvalid):
        parse_id_token_member(members)
    assert parse_id_token_member({"id_token": "a.b.c"}) == "a.b.c"
