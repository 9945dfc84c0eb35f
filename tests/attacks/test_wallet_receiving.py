"""Issuers, offers and networks that mean harm to a receiving wallet, on real sockets."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from citywallet.protocol.oauth import WebUrl
from citywallet.protocol.oid4vci import IssuerMetadata, OfferByReference, build_offer_link
from citywallet.runtime.outbound import Timeouts
from tests.support.clock import FixedClock
from tests.support.resolver import FakeResolver
from tests.support.wallet_issuer import an_authority
from tests.support.wallet_sites import (
    ConnectedCity,
    a_connected_city,
    a_connected_wallet,
    an_issuer_site,
    json_answer,
)
from tests.support.wallet_world import NOW
from tests.support.web_server import Answer, a_web_server, answering, sending
from wallet_api.domain.errors import IssuerAnswerBroken, IssuerUnreachable, ReceivingFailed, WalletError

RECEIVING_FAILED = "카드를 받지 못했어요. 저장된 내용은 없어요. 다시 해 주세요."


@pytest.fixture
async def city(tmp_path: Path) -> AsyncIterator[ConnectedCity]:
    async with a_connected_city(tmp_path, timeouts=Timeouts(connect=1, read=0.3, total=0.6)) as city:
        yield city


async def test_card_is_received_over_real_sockets(city: ConnectedCity) -> None:
    wallet = await city.wallet.acts.create_wallet()
    link = build_offer_link(OfferByReference(credential_offer_uri=f"{city.issuer_site.url}/offers/1"))
    assert len((await city.wallet.acts.accept_offer(wallet.id, link=link, tx_code=None)).cards) == 1
    assert city.issuer_site.paths == [
        "/offers/1",
        "/.well-known/openid-credential-issuer",
        "/.well-known/oauth-authorization-server",
        "/token",
        "/nonce",
        "/credential",
    ]


BROKEN: dict[str, Answer] = {
    "html": answering(b"<html>Welcome</html>", headers=("Content-Type: text/html",)),
    "html that says json": answering(b"<html>Welcome</html>"),
    "no content": answering(b"", status="204 No Content"),
    "empty": answering(b""),
    "truncated json": answering(b'{"credentials": [{"credential": "ey'),
    "truncated body": sending(
        b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 999\r\n\r\n{"
    ),
    "array": answering(b"[]"),
    "empty object": json_answer({}),
    "error as credential": json_answer({"credential": "Error", "credentials": [{"credential": "Error"}]}),
    "no credential": json_answer({"credentials": []}),
    "null credential": json_answer({"credentials": [{"credential": None}]}),
    "credential and promise": json_answer({"credentials": [{"credential": "x~"}], "transaction_id": "1"}),
    "one member twice": answering(b'{"credentials": [], "credentials": [{"credential": "x~"}]}'),
    "deep": answering(b"[" * 100_000),
    "redirect": answering(b"", status="302 Found", headers=("Location: https://issuer.example/",)),
    "failure": answering(b"oops", status="500 Internal Server Error"),
    "closed": sending(),
}


@pytest.mark.threat(44)
@pytest.mark.parametrize("answer", BROKEN.values(), ids=BROKEN.keys())
@pytest.mark.parametrize("path", ["/credential", "/token", "/nonce", "/.well-known/openid-credential-issuer"])
async def test_broken_answer_stores_nothing_and_a_retry_succeeds(
    city: ConnectedCity, path: str, answer: Answer
) -> None:
    wallet = await city.wallet.acts.create_wallet()
    link = city.issuer.link()
    city.issuer_site.instead[path] = answer
    with pytest.raises(ReceivingFailed) as failed:
        await city.wallet.acts.accept_offer(wallet.id, link=link, tx_code=None)
    assert "저장된 내용은 없어요" in failed.value.korean
    assert await city.wallet.acts.list_cards(wallet.id) == ()
    del city.issuer_site.instead[path]
    assert len((await city.wallet.acts.accept_offer(wallet.id, link=link, tx_code=None)).cards) == 1


@pytest.mark.threat(44)
async def test_endless_and_slow_answers_are_given_up(city: ConnectedCity) -> None:
    wallet = await city.wallet.acts.create_wallet()
    head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n"
    for answer in (sending(head, b" " * 2_000_000), sending(head + b"{", then_close=False)):
        city.issuer_site.instead["/nonce"] = answer
        with pytest.raises(IssuerUnreachable) as failed:
            await city.wallet.acts.accept_offer(wallet.id, link=city.issuer.link(), tx_code=None)
        assert failed.value.korean == RECEIVING_FAILED


# What the system's resolver makes of these names and ways to write an address.
RESOLVED = {
    "inside.example": ["127.0.0.1"],
    "issuer.example": ["127.0.0.1"],
    "localhost": ["127.0.0.1", "::1"],
    "127.1": ["127.0.0.1"],
    "2130706433": ["127.0.0.1"],
    "0x7f000001": ["127.0.0.1"],
    "127.0.0.1": ["127.0.0.1"],
    "::1": ["::1"],
    "::ffff:127.0.0.1": ["::ffff:127.0.0.1"],
    "64:ff9b::7f00:1": ["64:ff9b::7f00:1"],
    "169.254.169.254": ["169.254.169.254"],
}


@pytest.mark.threat(43)
@pytest.mark.parametrize(
    "address",
    [
        "https://127.0.0.1:{port}/offers/1",
        "https://localhost:{port}/offers/1",
        "https://[::1]:{port}/offers/1",
        "https://127.1:{port}/offers/1",
        "https://2130706433:{port}/offers/1",
        "https://0x7f000001:{port}/offers/1",
        "https://[::ffff:127.0.0.1]:{port}/offers/1",
        "https://[64:ff9b::7f00:1]:{port}/offers/1",
        "https://169.254.169.254/latest/meta-data",
        "https://inside.example:{port}/offers/1",
        "http://127.0.0.1:{port}/offers/1",
        "http://issuer.example:{port}/offers/1",
        "file:///etc/passwd",
        "https://user@127.0.0.1:{port}/offers/1",
    ],
)
async def test_offer_address_never_leads_into_our_own_network(tmp_path: Path, address: str) -> None:
    resolver = FakeResolver(**{name: [addresses] for name, addresses in RESOLVED.items()})
    async with (
        a_web_server(answering()) as inside,
        a_connected_wallet(
            tmp_path,
            authority=an_authority(start=NOW),
            clock=FixedClock(NOW),
            city_issuer="https://issuer.example",
            allowed=(),
            resolver=resolver,
        ) as wallet,
    ):
        made = await wallet.acts.create_wallet()
        link = f"openid-credential-offer://?credential_offer_uri={address.format(port=inside.port)}"
        with pytest.raises(ReceivingFailed):
            await wallet.acts.accept_offer(made.id, link=link, tx_code=None)
        assert inside.connections == 0


@pytest.mark.threat(43)
async def test_metadata_of_a_trusted_issuer_lead_nowhere_else_inside(tmp_path: Path) -> None:
    clock, authority = FixedClock(NOW), an_authority(start=NOW)
    async with (
        a_web_server(answering()) as inside,
        an_issuer_site(authority, clock) as (site, issuer),
        a_connected_wallet(
            tmp_path, authority=authority, clock=clock, city_issuer=issuer.url, allowed=(site.url,)
        ) as wallet,
    ):
        made = await wallet.acts.create_wallet()
        plain = issuer.metadata

        def elsewhere() -> IssuerMetadata:
            return replace(plain(), nonce_endpoint=WebUrl(f"{inside.origin}/nonce"))

        issuer.metadata = elsewhere  # type: ignore[method-assign]
        with pytest.raises(IssuerUnreachable) as refused:
            await wallet.acts.accept_offer(made.id, link=issuer.link(), tx_code=None)
        assert inside.connections == 0
        assert refused.value.shows_detail is False


@pytest.mark.threat(43)
async def test_redirect_of_an_issuer_is_not_followed(city: ConnectedCity) -> None:
    async with a_web_server(answering()) as target:
        location = (f"Location: {target.origin}/",)
        city.issuer_site.instead["/offers/1"] = answering(
            b"", status="307 Temporary Redirect", headers=location
        )
        made = await city.wallet.acts.create_wallet()
        link = build_offer_link(OfferByReference(credential_offer_uri=f"{city.issuer_site.url}/offers/1"))
        with pytest.raises(IssuerUnreachable):
            await city.wallet.acts.accept_offer(made.id, link=link, tx_code=None)
        assert target.connections == 0


@pytest.mark.threat(42)
async def test_issuer_trusted_by_hand_is_reached_and_no_other_port_of_its_host(tmp_path: Path) -> None:
    clock, authority = FixedClock(NOW), an_authority(start=NOW)
    async with (
        an_issuer_site(authority, clock) as (site, issuer),
        a_connected_wallet(
            tmp_path, authority=authority, clock=clock, city_issuer="https://city.example", allowed=()
        ) as wallet,
    ):
        made = await wallet.acts.create_wallet()
        with pytest.raises(WalletError):
            await wallet.acts.accept_offer(made.id, link=issuer.link(), tx_code=None)
        assert site.paths == []
        await wallet.acts.trust_issuer(credential_issuer=issuer.url)
        assert len((await wallet.acts.accept_offer(made.id, link=issuer.link(), tx_code=None)).cards) == 1


async def test_wrong_answers_are_told_apart_for_the_log(city: ConnectedCity) -> None:
    made = await city.wallet.acts.create_wallet()
    city.issuer_site.instead["/token"] = json_answer({"error": "slow_down"}, status="400 Bad Request")
    with pytest.raises(ReceivingFailed, match="slow_down"):
        await city.wallet.acts.accept_offer(made.id, link=city.issuer.link(), tx_code=None)
    city.issuer_site.instead["/token"] = json_answer({"access_token": 5})
    with pytest.raises(IssuerAnswerBroken, match="MemberInvalid"):
        await city.wallet.acts.accept_offer(made.id, link=city.issuer.link(), tx_code=None)
