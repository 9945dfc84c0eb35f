"""A provider of OpenID Connect on loopback, made with joserfc: what our relying party believes of it."""

import asyncio
import base64
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet, RSAKey

from citywallet.protocol.bilingual import BilingualText
from citywallet.protocol.oauth import (
    IssuerIdentifier,
    WebUrl,
)
from citywallet.protocol.pkce import (
    code_challenge_of,
)
from citywallet.runtime.outbound import OutboundClient
from issuer.adapters.openid_connect_source import OpenIdConnectSource, RelyingParty
from issuer.domain.citizen_session_secrets import sign_in_secrets
from issuer.domain.identity_errors import IdentityAnswerInvalid, IdentityDeclined, IdentityUnavailable
from issuer.ports.identity import SendTo
from tests.support.citizen_browser import query_of
from tests.support.clock import FixedClock
from tests.support.web_server import WebServer, a_web_server, answering

SECRETS = sign_in_secrets("a session's secret", attempt=1)
CALLBACK = WebUrl("http://localhost:8100/sign-in/city/callback")


@dataclass
class Provider:
    """A provider whose documents and tokens a test can change."""

    web: WebServer
    clock: FixedClock
    key: ECKey | RSAKey = field(default_factory=lambda: ECKey.generate_key("P-256", {"kid": "k-1"}))
    metadata: dict[str, Any] = field(default_factory=dict)
    claims: dict[str, Any] = field(default_factory=dict)
    token: dict[str, Any] | None = None
    status: str = "200 OK"

    async def answer(self, writer: asyncio.StreamWriter) -> None:
        path = self.web.requests[-1].split(b" ", 2)[1].decode()
        body: dict[str, Any] = {}
        match path:
            case "/.well-known/openid-configuration":
                body = {
                    "issuer": self.web.origin,
                    "authorization_endpoint": f"{self.web.origin}/authorize",
                    "token_endpoint": f"{self.web.origin}/token",
                    "jwks_uri": f"{self.web.origin}/keys",
                } | self.metadata
            case "/keys":
                body = dict(KeySet([self.key]).as_dict(private=False))
            case "/token":
                body = self.token if self.token is not None else {"id_token": self.an_id_token()}
        status = self.status if path == "/token" else "200 OK"
        await answering(json.dumps(body).encode(), status=status)(writer)

    def an_id_token(self) -> str:
        now = int(self.clock.now().timestamp())
        claims = {
            "iss": self.web.origin,
            "sub": "person-1",
            "resident_number": "c-senior",
            "aud": "issuer",
            "iat": now,
            "exp": now + 60,
            "nonce": SECRETS.nonce,
        } | self.claims
        algorithm = "ES256" if isinstance(self.key, ECKey) else "RS256"
        header = {"alg": algorithm, "kid": self.key.kid}
        return jwt.encode(header, claims, self.key, algorithms=[algorithm])

    def paths(self) -> list[str]:
        return [request.split(b" ", 2)[1].decode() for request in self.web.requests]


@pytest.fixture
async def provider() -> AsyncIterator[Provider]:
    async with a_web_server(answering()) as web:
        provider = Provider(web, FixedClock())
        web.answer = provider.answer
        yield provider


@pytest.fixture
async def source(provider: Provider) -> AsyncIterator[OpenIdConnectSource]:
    client = OutboundClient(allowed_origins=[provider.web.origin])
    yield a_source(provider, client)
    await client.close()


def a_source(provider: Provider, client: OutboundClient, **changes: Any) -> OpenIdConnectSource:
    given: dict[str, Any] = {
        "issuer": IssuerIdentifier(provider.web.origin),
        "client_id": "issuer",
        "client_secret": None,
        "scope": ("openid",),
        "citizen_claim": "resident_number",
        "citizen_prefix": "",
        "label": BilingualText(ko="로그인", en="Sign in"),
        "page_origin": None,
    }
    return OpenIdConnectSource(RelyingParty(**given | changes), client=client, clock=provider.clock)


async def finish(source: OpenIdConnectSource, **changes: str) -> str:
    answer = {"code": "c-1", "state": SECRETS.state} | changes
    found = await source.finish(answer, secrets=SECRETS, reference=None, callback=CALLBACK)
    return found.citizen_id


async def test_browser_is_sent_with_state_nonce_and_a_challenge(
    provider: Provider, source: OpenIdConnectSource
) -> None:
    where = await source.begin(SECRETS, callback=CALLBACK)
    assert isinstance(where, SendTo)
    assert where.url.startswith(f"{provider.web.origin}/authorize?")
    assert source.origin == provider.web.origin
    query = query_of(where.url)
    assert (query["state"], query["nonce"], query["redirect_uri"]) == (SECRETS.state, SECRETS.nonce, CALLBACK)
    assert query["code_challenge"] == code_challenge_of(SECRETS.code_verifier)
    assert (query["code_challenge_method"], query["scope"]) == ("S256", "openid")
    assert SECRETS.code_verifier not in where.url


@pytest.mark.parametrize("algorithm", ["ES256", "RS256"])
async def test_citizen_is_the_one_that_the_configured_claim_names(
    provider: Provider, source: OpenIdConnectSource, algorithm: str
) -> None:
    if algorithm == "RS256":
        provider.key = RSAKey.generate_key(2048, {"kid": "k-1"})
    assert await finish(source) == "c-senior"
    form = provider.web.requests[-2].decode()
    assert "POST /token" in form
    assert f"code_verifier={SECRETS.code_verifier}" in form
    assert "client_secret" not in form


async def test_claim_may_be_completed_by_a_prefix(provider: Provider) -> None:
    client = OutboundClient(allowed_origins=[provider.web.origin])
    source = a_source(provider, client, citizen_claim="sub", citizen_prefix="c-")
    assert await finish(source) == "c-person-1"
    await client.close()


@pytest.mark.parametrize("method", ["client_secret_basic", "client_secret_post"])
async def test_secret_is_shown_in_the_way_that_the_provider_takes(provider: Provider, method: str) -> None:
    provider.metadata = {"token_endpoint_auth_methods_supported": [method]}
    client = OutboundClient(allowed_origins=[provider.web.origin])
    source = a_source(provider, client, client_id="issuer:1", client_secret="a secret of 16+")
    provider.claims = {"aud": "issuer:1"}
    assert await finish(source) == "c-senior"
    request = next(each for each in provider.web.requests if each.startswith(b"POST /token")).decode()
    basic = base64.b64encode(b"issuer%3A1:a%20secret%20of%2016%2B").decode()
    assert (f"Basic {basic}" in request) == (method == "client_secret_basic")
    assert ("client_secret=a+secret+of+16%2B" in request) == (method == "client_secret_post")
    await client.close()


async def test_documents_are_fetched_once_and_anew_when_they_are_old(
    provider: Provider, source: OpenIdConnectSource
) -> None:
    for _ in range(3):
        assert await finish(source) == "c-senior"
    assert provider.paths().count("/keys") == 1
    assert provider.paths().count("/.well-known/openid-configuration") == 1
    provider.clock.advance(minutes=10)
    assert await finish(source) == "c-senior"
    assert provider.paths().count("/keys") == 2


@pytest.mark.threat(9)
async def test_new_key_of_the_provider_is_found_but_not_asked_for_without_end(
    provider: Provider, source: OpenIdConnectSource
) -> None:
    assert await finish(source) == "c-senior"
    provider.key = ECKey.generate_key("P-256", {"kid": "k-2"})
    for _ in range(3):
        with pytest.raises(IdentityAnswerInvalid):
            await finish(source)
    assert provider.paths().count("/keys") == 1
    provider.clock.advance(seconds=30)
    assert await finish(source) == "c-senior"
    assert provider.paths().count("/keys") == 2


@pytest.mark.parametrize("error", ["access_denied", "login_required", "server_error"])
async def test_refusal_of_the_provider_is_one_of_ours(source: OpenIdConnectSource, error: str) -> None:
    with pytest.raises(IdentityDeclined):
        await finish(source, error=error)


@pytest.mark.threat(41)
@pytest.mark.parametrize(
    "answer", [{"state": "another"}, {"state": ""}, {"iss": "https://evil.example"}, {"code": ""}]
)
async def test_answer_that_is_not_this_sign_ins_is_refused_before_the_code_is_used(
    provider: Provider, source: OpenIdConnectSource, answer: dict[str, str]
) -> None:
    with pytest.raises(IdentityAnswerInvalid):
        await finish(source, **answer)
    assert "/token" not in provider.paths()


@pytest.mark.threat(41)
async def test_answer_without_issuer_is_refused_where_the_provider_always_names_itself(
    provider: Provider, source: OpenIdConnectSource
) -> None:
    provider.metadata = {"authorization_response_iss_parameter_supported": True}
    with pytest.raises(IdentityAnswerInvalid):
        await finish(source)
    assert await finish(source, iss=provider.web.origin) == "c-senior"


@pytest.mark.parametrize(
    "claims",
    [
        {"nonce": "another"},
        {"aud": "another"},
        {"iss": "https://evil.example"},
        {"exp": 1},
        {"resident_number": 7},
        {"resident_number": ""},
    ],
)
async def test_id_token_that_is_not_for_this_sign_in_is_refused(
    provider: Provider, source: OpenIdConnectSource, claims: dict[str, Any]
) -> None:
    provider.claims = claims
    with pytest.raises(IdentityAnswerInvalid):
        await finish(source)


@pytest.mark.parametrize("token", [{}, {"id_token": "x"}, {"id_token": None}])
async def test_token_response_without_a_token_is_refused(
    provider: Provider, source: OpenIdConnectSource, token: dict[str, Any]
) -> None:
    provider.token = token
    with pytest.raises(IdentityAnswerInvalid):
        await finish(source)


async def test_code_that_the_provider_refuses_is_not_believed(
    provider: Provider, source: OpenIdConnectSource
) -> None:
    provider.status = "400 Bad Request"
    with pytest.raises(IdentityAnswerInvalid):
        await finish(source)


@pytest.mark.parametrize("status", ["500 Internal Server Error", "401 Unauthorized", "302 Found"])
async def test_provider_that_fails_is_unavailable(
    provider: Provider, source: OpenIdConnectSource, status: str
) -> None:
    provider.status = status
    with pytest.raises(IdentityUnavailable):
        await finish(source)


@pytest.mark.parametrize(
    "metadata",
    [{"issuer": "https://evil.example"}, {"token_endpoint": "http://evil.example"}, {"jwks_uri": 7}],
)
async def test_documents_of_another_provider_or_unsafe_ones_are_not_used(
    provider: Provider, source: OpenIdConnectSource, metadata: dict[str, Any]
) -> None:
    provider.metadata = metadata
    with pytest.raises(IdentityUnavailable):
        await source.begin(SECRETS, callback=CALLBACK)


@pytest.mark.threat(43)
async def test_provider_at_an_address_that_was_not_allowed_is_never_connected_to(provider: Provider) -> None:
    client = OutboundClient()
    with pytest.raises(IdentityUnavailable):
        await a_source(provider, client).begin(SECRETS, callback=CALLBACK)
    assert provider.web.connections == 0
    await client.close()
