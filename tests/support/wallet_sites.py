"""Issuers and verifiers of the wallet's tests on real sockets, and the wallet's real way to reach them."""

import json
from asyncio import StreamWriter
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qsl

from citywallet.protocol.encoding import JsonObject, parse_json_object
from citywallet.protocol.oauth import (
    AccessToken,
    IssuerIdentifier,
    ShownToken,
    TokenType,
    WebUrl,
    parse_token_request,
    serialize_authorization_server_metadata,
    serialize_token_response,
)
from citywallet.protocol.oid4vci import (
    parse_credential_request,
    parse_deferred_request,
    serialize_credential_offer,
    serialize_credential_response,
    serialize_issuer_metadata,
)
from citywallet.runtime.outbound import OutboundClient, Resolver, Timeouts
from tests.support.clock import FixedClock
from tests.support.entropy import SeededEntropy
from tests.support.wallet import InMemoryStore
from tests.support.wallet_issuer import Authority, FakeIssuer, an_authority
from tests.support.wallet_verifier import FakeVerifier
from tests.support.wallet_world import CLIENT, NOW, RHYTHM, VAULT_KEY
from tests.support.web_server import Answer, WebServer, a_web_server, answering
from wallet_api.adapters.aes_vault import AesVault
from wallet_api.adapters.dpop_requests import DpopRequests
from wallet_api.adapters.http_issuers import HttpCredentialIssuers
from wallet_api.adapters.http_verifiers import HttpVerifiers
from wallet_api.adapters.key_files import KeyFiles
from wallet_api.adapters.local_signer import LocalSigner
from wallet_api.adapters.trusted_origins import TrustedOrigins
from wallet_api.app import build_acts
from wallet_api.domain.issuer_sessions import IssuerSession
from wallet_api.http.acts import WalletActs
from wallet_api.wiring.parts import Ports

JSON = ("Content-Type: application/json",)
REQUEST = ("Content-Type: application/oauth-authz-req+jwt",)


@dataclass
class Site:
    """A web server that answers by path; `instead` replaces the answer at a path."""

    web: WebServer
    instead: dict[str, Answer] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return self.web.origin

    @property
    def paths(self) -> list[str]:
        """What was asked for, in order."""
        return [_path(request) for request in self.web.requests]


@asynccontextmanager
async def an_issuer_site(authority: Authority, clock: FixedClock) -> AsyncIterator[tuple[Site, FakeIssuer]]:
    """A credential issuer that speaks OpenID4VCI on a socket."""
    issuer = FakeIssuer(authority=authority, clock=clock)
    async with _a_site(lambda request: _issue(issuer, request)) as site:
        issuer.url, issuer.vct = site.url, f"{site.url}/vct/citizen-id/1"
        yield site, issuer


@asynccontextmanager
async def a_verifier_site(
    authority: Authority, clock: FixedClock
) -> AsyncIterator[tuple[Site, FakeVerifier]]:
    """A verifier that serves its request and takes answers on a socket."""
    verifier = FakeVerifier(authority=authority, clock=clock)
    async with _a_site(lambda request: _verify(verifier, request)) as site:
        verifier.url = site.url
        yield site, verifier


@dataclass
class ConnectedWallet:
    """A wallet whose messages go over the guarded client."""

    acts: WalletActs
    store: InMemoryStore
    clock: FixedClock


@asynccontextmanager
async def a_connected_wallet(
    directory: Path,
    *,
    authority: Authority,
    clock: FixedClock,
    city_issuer: str,
    allowed: tuple[str, ...],
    resolver: Resolver | None = None,
    timeouts: Timeouts | None = None,
) -> AsyncIterator[ConnectedWallet]:
    """A wallet that may contact only public addresses and the origins in `allowed`."""
    store, entropy = InMemoryStore(), SeededEntropy()
    outbound = OutboundClient(
        allowed_origins=allowed,
        origin_list=TrustedOrigins(store),
        resolver=resolver,
        timeouts=timeouts or Timeouts(),
    )
    vault = AesVault(key=VAULT_KEY, entropy=entropy)
    anchors = (authority.root,)
    signer = LocalSigner(
        keys=KeyFiles(directory, vault=vault), clock=clock, entropy=entropy, trust_anchors=anchors
    )
    ports = Ports(
        store=store,
        issuers=HttpCredentialIssuers(outbound, DpopRequests(clock=clock, entropy=entropy)),
        verifiers=HttpVerifiers(outbound),
        vault=vault,
        signer=signer,
        clock=clock,
        entropy=entropy,
        city_issuer=city_issuer,
        trust_anchors=anchors,
        client=CLIENT,
        refresh_rhythm=RHYTHM,
    )
    yield ConnectedWallet(acts=build_acts(ports), store=store, clock=clock)
    await outbound.close()


@dataclass
class ConnectedCity:
    """Issuer and verifier on sockets, and a wallet that may reach both."""

    wallet: ConnectedWallet
    issuer_site: Site
    issuer: FakeIssuer
    verifier_site: Site
    verifier: FakeVerifier


@asynccontextmanager
async def a_connected_city(
    directory: Path, *, timeouts: Timeouts | None = None
) -> AsyncIterator[ConnectedCity]:
    """A small city over loopback sockets."""
    clock, authority = FixedClock(NOW), an_authority(start=NOW)
    async with (
        an_issuer_site(authority, clock) as (issuer_site, issuer),
        a_verifier_site(authority, clock) as (verifier_site, verifier),
        a_connected_wallet(
            directory,
            authority=authority,
            clock=clock,
            city_issuer=issuer.url,
            allowed=(issuer_site.url, verifier_site.url),
            timeouts=timeouts,
        ) as wallet,
    ):
        verifier.query = _query_for(issuer)
        yield ConnectedCity(
            wallet=wallet,
            issuer_site=issuer_site,
            issuer=issuer,
            verifier_site=verifier_site,
            verifier=verifier,
        )


def json_answer(members: Mapping[str, object], *, status: str = "200 OK") -> Answer:
    """A JSON object as an answer."""
    return answering(json.dumps(members).encode(), status=status, headers=JSON)


@asynccontextmanager
async def _a_site(serve: Callable[[bytes], Awaitable[Answer]]) -> AsyncIterator[Site]:
    async def answer(writer: StreamWriter) -> None:
        request = site.web.requests[-1]
        chosen = site.instead.get(_path(request)) or await serve(request)
        await chosen(writer)

    async with a_web_server(answer) as web:
        site = Site(web)
        yield site


async def _issue(issuer: FakeIssuer, request: bytes) -> Answer:
    path, body = _path(request), request.partition(b"\r\n\r\n")[2]
    url = WebUrl(f"{issuer.url}{path}")
    match path:
        case "/.well-known/openid-credential-issuer":
            return json_answer(serialize_issuer_metadata(issuer.metadata()))
        case "/.well-known/oauth-authorization-server":
            found = await issuer.fetch_server_metadata(IssuerIdentifier(issuer.url))
            return json_answer(serialize_authorization_server_metadata(found))
        case "/offers/1":
            return json_answer(serialize_credential_offer(issuer.offer()))
        case "/token":
            asked = parse_token_request(dict(parse_qsl(body.decode())))
            token = await issuer.request_token(url, asked, key=None)
            return json_answer(serialize_token_response(token))
        case "/nonce":
            return json_answer({"c_nonce": await issuer.request_nonce(url)})
        case "/credential":
            wanted = parse_credential_request(parse_json_object(body), batch_size=1)
            answer = await issuer.request_credential(url, session=_session(request), request=wanted)
            return json_answer(serialize_credential_response(answer))
        case "/deferred":
            asked_again = parse_deferred_request(parse_json_object(body))
            given = await issuer.request_deferred(url, session=_session(request), request=asked_again)
            return json_answer(serialize_credential_response(given))
        case _:
            return answering(b"{}", status="404 Not Found")


def _session(request: bytes) -> IssuerSession:
    token_text = AccessToken(_header(request, "authorization").removeprefix("Bearer "))
    shown = ShownToken(type=TokenType.BEARER, token=token_text)
    return IssuerSession(shown=shown, key=None, right=None)


async def _verify(verifier: FakeVerifier, request: bytes) -> Answer:
    path, body = _path(request), request.partition(b"\r\n\r\n")[2]
    fields = dict(parse_qsl(body.decode()))
    match path:
        case "/requests/1":
            text = verifier.request_object(wallet_nonce=fields.get("wallet_nonce"))
            return answering(text.encode(), headers=REQUEST)
        case "/responses/1":
            await verifier.deliver(WebUrl(f"{verifier.url}{path}"), fields)
            return json_answer(
                {} if verifier.redirect_uri is None else {"redirect_uri": verifier.redirect_uri}
            )
        case _:
            return answering(b"{}", status="404 Not Found")


def _query_for(issuer: FakeIssuer) -> JsonObject:
    return {
        "credentials": [
            {
                "id": "citizen",
                "format": "dc+sd-jwt",
                "meta": {"vct_values": [issuer.vct]},
                "claims": [{"path": ["age_equal_or_over", "65"]}],
            }
        ]
    }


def _path(request: bytes) -> str:
    return request.split(b" ", 2)[1].decode()


def _header(request: bytes, name: str) -> str:
    head = request.partition(b"\r\n\r\n")[0].decode()
    lines = (line.partition(":") for line in head.split("\r\n")[1:])
    return next((value.strip() for found, _, value in lines if found.lower() == name), "")
