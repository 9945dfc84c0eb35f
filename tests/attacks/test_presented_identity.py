"""Signing in by a credential that the citizen holds already, and what somebody tries who is not them."""

import json
from base64 import urlsafe_b64decode
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from citywallet.protocol.oid4vp import RequestByReference, parse_request_link, verify_request_object
from citywallet.protocol.sdjwt import SdJwt, serialize_sd_jwt
from citywallet.protocol.statuslist import CredentialStatus, StatusReference
from citywallet.protocol.trust import CertificateUsage
from tests.support.authorization import RECEIVE, WALLETS, CodeFlow
from tests.support.certificates import a_chain, a_leaf, a_root
from tests.support.citizen_browser import Browser, query_of
from tests.support.clock import NOON
from tests.support.identity import UnsafeIdentity
from tests.support.issuer import PUBLIC_URL, an_issuer
from tests.support.keys import a_signing_key
from tests.support.mobile_id import (
    INDEX,
    LABEL,
    LIST_SIGNER,
    SIGNER,
    MobileId,
    a_vp_token,
    another_holder,
)
from tests.support.sd_jwts import a_presentation
from tests.support.web_server import a_web_server, answering

ID_PATH = (("resident_id",),)
NOT_YET = "아직 확인되지 않았어요"


@dataclass
class Counter:
    """An issuer at which citizens sign in by mobile ID, and the wallet that holds one."""

    flow: CodeFlow
    mobile_id: MobileId

    async def asked(self, browser: Browser | None = None) -> dict[str, Any]:
        """Start, choose the mobile ID, and let the wallet fetch what is asked for."""
        at = browser or self.flow.browser
        await self.flow.start(at)
        await at.press(LABEL)
        return await self.request(at.page.links["지갑 열기"])

    async def request(self, link: str) -> dict[str, Any]:
        """The claims of the request object behind a link."""
        text = (await self.flow.city.client.get(parse_qs(urlsplit(link).query)["request_uri"][0])).text
        payload = text.split(".")[1]
        claims: dict[str, Any] = json.loads(urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
        return claims

    def presentation(self, request: dict[str, Any], card: SdJwt | None = None, **changes: Any) -> str:
        """What the wallet shows; `changes` are of `a_presentation`."""
        given: dict[str, Any] = {
            "paths": ID_PATH,
            "nonce": request["nonce"],
            "audience": request["client_id"],
            "now": self.flow.city.clock.now(),
        }
        return serialize_sd_jwt(a_presentation(card or self.mobile_id.credential(), **given | changes))

    async def answer(self, request: dict[str, Any], vp_token: str, **changes: str) -> httpx.Response:
        """Send it; `changes` replace fields."""
        fields = {"vp_token": vp_token, "state": request["state"]} | changes
        return await self.flow.city.client.post(request["response_uri"], data=fields)

    async def shown(
        self, request: dict[str, Any], card: SdJwt | None = None, **changes: Any
    ) -> httpx.Response:
        """Show a card, or something else."""
        return await self.answer(request, a_vp_token(self.presentation(request, card, **changes)))

    async def is_still_waiting(self) -> bool:
        """Whether the citizen's browser is told that nothing arrived."""
        browser = self.flow.browser
        await browser.open(f"{self.flow.city.issuer}/sign-in/mobile-id/callback")
        return NOT_YET in browser.page.text


@pytest.fixture
async def counter(tmp_path: Path) -> AsyncIterator[Counter]:
    async with a_web_server(answering()) as web:
        mobile_id = MobileId(web)
        mobile_id.publish()
        described = mobile_id.described(tmp_path, asking=PUBLIC_URL)
        origins = (web.origin,)
        async with an_issuer(
            tmp_path, described_sources=described, wallets=WALLETS, outbound_allowed_origins=origins
        ) as city:
            yield Counter(CodeFlow(city, UnsafeIdentity()), mobile_id)


async def test_citizen_signs_in_by_showing_a_card_and_receives_another(counter: Counter) -> None:
    request = await counter.asked()
    receipt = await counter.shown(request)
    assert receipt.status_code == 200, receipt.text
    browser = counter.flow.browser
    await browser.open(receipt.json()["redirect_uri"])
    assert browser.page.headings == ["김영자 님, 이 카드를 받을까요?"]
    await browser.press(RECEIVE)
    assert "code" in query_of(browser.address)


async def test_wallets_believe_the_request_and_it_asks_for_one_claim(counter: Counter) -> None:
    request = await counter.asked()
    link = counter.flow.browser.page.links["지갑 열기"]
    read = parse_request_link(link)
    assert isinstance(read, RequestByReference)
    text = (await counter.flow.city.client.post(read.request_uri, data={"wallet_nonce": "w-1"})).text
    verified = verify_request_object(
        text,
        client_id=read.client_id,
        anchors=(a_root(),),
        now=NOON,
        leeway=timedelta(seconds=60),
        wallet_nonce="w-1",
        supported_transaction_types=(),
    )
    assert verified.request.nonce == request["nonce"]
    [query] = request["dcql_query"]["credentials"]
    assert query["claims"] == [{"path": ["resident_id"]}]


async def test_request_is_answered_where_the_page_is_watched_only_after_the_wallet(counter: Counter) -> None:
    await counter.asked()
    assert await counter.is_still_waiting()


@pytest.mark.threat(20)
@pytest.mark.threat(22)
@pytest.mark.parametrize(
    "changes",
    [
        {"nonce": "another"},
        {"audience": "x509_hash:another"},
        {"now": NOON - timedelta(minutes=10)},
        {"now": NOON + timedelta(minutes=10)},
        {"holder": another_holder()},
        {"paths": (("name",),)},
    ],
)
async def test_presentation_with_one_thing_wrong_signs_nobody_in(
    counter: Counter, changes: dict[str, Any]
) -> None:
    request = await counter.asked()
    refused = await counter.shown(request, **changes)
    assert (refused.status_code, refused.json()["error"]) == (400, "invalid_request")
    assert await counter.is_still_waiting()
    assert (await counter.shown(request)).status_code == 200, "the citizen's own answer still counts"


@pytest.mark.parametrize(
    "changes",
    [
        {"vct": "https://mobile-id.example/vct/other/1"},
        {"issuer": "https://evil.example"},
        {"expires_at": NOON - timedelta(minutes=2)},
        {"issued_at": NOON + timedelta(minutes=2)},
        {"claims": {"resident_id": 7}, "disclosable": (("resident_id",),)},
        {"key": another_holder()},
        {"status": StatusReference(uri="https://evil.example/status/1", index=INDEX)},
        {"x5c": a_chain(CertificateUsage.CREDENTIAL_SIGNER, SIGNER, uris=("https://evil.example",)).x5c},
    ],
)
async def test_card_with_one_thing_wrong_signs_nobody_in(counter: Counter, changes: dict[str, Any]) -> None:
    request = await counter.asked()
    refused = await counter.shown(request, counter.mobile_id.credential(**changes))
    assert refused.status_code == 400, refused.text
    assert await counter.is_still_waiting()


@pytest.mark.parametrize("without", ["cnf", "status", "iss", "vct", "exp"])
async def test_card_that_lacks_what_a_card_must_have_signs_nobody_in(counter: Counter, without: str) -> None:
    request = await counter.asked()
    refused = await counter.shown(request, counter.mobile_id.forged(without))
    assert (refused.status_code, refused.json()["error"]) == (400, "invalid_request")


async def test_card_under_a_root_that_nobody_trusts_signs_nobody_in(counter: Counter) -> None:
    request = await counter.asked()
    root, key = a_root(74), a_signing_key(74)
    leaf = a_leaf(
        CertificateUsage.CREDENTIAL_SIGNER,
        a_signing_key(SIGNER),
        uris=(counter.mobile_id.web.origin,),
        issuer_certificate=root,
        issuer_key=key,
    )
    refused = await counter.shown(request, counter.mobile_id.credential(x5c=(leaf,)))
    assert (refused.status_code, refused.json()["error"]) == (400, "invalid_request")


@pytest.mark.threat(43)
async def test_card_sends_us_nowhere_but_to_its_issuers_lists(counter: Counter) -> None:
    request = await counter.asked()
    for elsewhere in (
        f"{counter.mobile_id.web.origin}.evil.example/status/1",
        f"{counter.mobile_id.web.origin}@evil.example/status/1",
        f"{counter.mobile_id.web.origin}/status/1?x=1",
        "http://127.0.0.1:1/status/1",
    ):
        status = StatusReference(uri=elsewhere, index=INDEX)
        refused = await counter.shown(request, counter.mobile_id.credential(status=status))
        assert refused.status_code == 400
    assert counter.mobile_id.web.requests == []


@pytest.mark.parametrize("status", [CredentialStatus.INVALID, CredentialStatus.SUSPENDED])
async def test_card_that_was_taken_back_signs_nobody_in(counter: Counter, status: CredentialStatus) -> None:
    request = await counter.asked()
    counter.mobile_id.publish(status)
    refused = await counter.shown(request)
    assert (refused.status_code, refused.json()["error"]) == (400, "invalid_request")
    assert await counter.is_still_waiting()


@pytest.mark.parametrize(
    "changes",
    [
        {"uri": "http://127.0.0.1/status/2"},
        {"expires_at": NOON},
        {"issued_at": NOON + timedelta(minutes=2)},
        {"key": another_holder()},
        {"x5c": a_chain(CertificateUsage.STATUS_SIGNER, LIST_SIGNER, uris=("https://evil.example",)).x5c},
        {"x5c": a_chain(CertificateUsage.CREDENTIAL_SIGNER, LIST_SIGNER).x5c},
    ],
)
async def test_list_with_one_thing_wrong_vouches_for_nobody(
    counter: Counter, changes: dict[str, Any]
) -> None:
    request = await counter.asked()
    counter.mobile_id.publish(**changes)
    assert (await counter.shown(request)).status_code == 400
    assert await counter.is_still_waiting()


@pytest.mark.parametrize(
    "answer", [answering(status="503 Service Unavailable"), answering(b"no token"), answering(b"\xff")]
)
async def test_nobody_signs_in_while_the_status_cannot_be_found_out(counter: Counter, answer: Any) -> None:
    request = await counter.asked()
    counter.mobile_id.web.answer = answer
    refused = await counter.shown(request)
    assert (refused.status_code, refused.json()["error"]) == (503, "temporarily_unavailable")


@pytest.mark.threat(22)
async def test_second_answer_is_refused_and_an_answer_heard_counts_for_no_other_request(
    counter: Counter,
) -> None:
    request = await counter.asked()
    heard = a_vp_token(counter.presentation(request))
    first, second = [await counter.answer(request, heard) for _ in range(2)]
    assert (first.status_code, second.status_code) == (200, 400)
    other = await counter.asked(counter.flow.a_browser())
    replayed = await counter.answer(other, heard)
    assert (replayed.status_code, replayed.json()["error"]) == (400, "invalid_request")


async def test_who_sends_a_citizen_his_link_does_not_become_them(counter: Counter) -> None:
    request = await counter.asked()
    receipt = await counter.shown(request)
    victim, thief = counter.flow.a_browser(), counter.flow.browser
    await victim.open(receipt.json()["redirect_uri"])
    assert "이 화면은 더 쓸 수 없어요" in victim.page.text
    callback = f"{counter.flow.city.issuer}/sign-in/mobile-id/callback"
    await thief.open(callback)
    assert NOT_YET in thief.page.text
    await thief.open(f"{callback}?response_code=guessed")
    assert "본인 확인 결과를 믿을 수 없어요" in thief.page.text


async def test_code_of_an_answer_is_good_once(counter: Counter) -> None:
    browser = counter.flow.browser
    onward = (await counter.shown(await counter.asked())).json()["redirect_uri"]
    before = dict(browser.cookies)
    await browser.open(onward)
    browser.cookies = before
    await browser.open(onward)
    assert "이 화면은 더 쓸 수 없어요" in browser.page.text or "믿을 수 없어요" in browser.page.text


async def test_wallet_that_shows_nothing_leads_back_to_the_page(counter: Counter) -> None:
    request = await counter.asked()
    declined = {"error": "access_denied", "state": request["state"]}
    receipt = await counter.flow.city.client.post(request["response_uri"], data=declined)
    await counter.flow.browser.open(receipt.json()["redirect_uri"])
    assert "본인 확인이 끝나지 않았어요" in counter.flow.browser.page.text


async def test_card_of_somebody_whom_the_register_does_not_know_signs_nobody_in(counter: Counter) -> None:
    claims = {"claims": {"resident_id": "c-nobody"}, "disclosable": ID_PATH}
    receipt = await counter.shown(await counter.asked(), counter.mobile_id.credential(**claims))
    await counter.flow.browser.open(receipt.json()["redirect_uri"])
    assert "시민 명부에서 찾지 못했어요" in counter.flow.browser.page.text


@pytest.mark.threat(36)
async def test_request_is_over_after_five_minutes(counter: Counter) -> None:
    link_page = await counter.asked()
    link = counter.flow.browser.page.links["지갑 열기"]
    counter.flow.city.clock.advance(minutes=5)
    assert (await counter.shown(link_page)).status_code == 400
    uri = parse_qs(urlsplit(link).query)["request_uri"][0]
    assert (await counter.flow.city.client.get(uri)).status_code == 400


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"vp_token": "no json"},
        {"vp_token": "{}"},
        {"vp_token": '{"other": ["a"]}'},
        {"vp_token": '{"identity": ["a", "b"]}'},
        {"vp_token": '{"identity": [{}]}'},
        {"vp_token": '{"identity": ["not an sd-jwt"]}'},
        {"response": "a.b.c.d.e"},
        {"vp_token": '{"identity": ["a"]}', "error": "access_denied"},
    ],
)
async def test_answer_that_cannot_be_read_is_refused_and_changes_nothing(
    counter: Counter, fields: dict[str, str]
) -> None:
    request = await counter.asked()
    given = {"state": request["state"]} | fields
    refused = await counter.flow.city.client.post(request["response_uri"], data=given)
    assert (refused.status_code, refused.json()["error"]) == (400, "invalid_request")
    assert (await counter.shown(request)).status_code == 200


async def test_answer_of_another_state_is_refused(counter: Counter) -> None:
    request = await counter.asked()
    refused = await counter.answer(request, a_vp_token(counter.presentation(request)), state="another")
    assert (refused.status_code, refused.json()["error"]) == (400, "invalid_request")


@pytest.mark.parametrize("path", ["requests/unknown", "responses/unknown"])
async def test_address_that_nobody_was_given_is_refused(counter: Counter, path: str) -> None:
    fields = {"wallet_nonce": "w", "vp_token": "{}"}
    refused = await counter.flow.city.client.post(f"/presentations/{path}", data=fields)
    assert (refused.status_code, refused.json()["error"]) == (400, "invalid_request")


@pytest.mark.parametrize("content", [b"{}", b"a=1&a=2", b"\xff=1"])
async def test_what_is_no_form_is_refused(counter: Counter, content: bytes) -> None:
    for path in ("requests/x", "responses/x"):
        refused = await counter.flow.city.client.post(f"/presentations/{path}", content=content)
        assert (refused.status_code, refused.json()["error"]) == (400, "invalid_request")
