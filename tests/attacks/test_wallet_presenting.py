"""Verifiers and networks that mean harm to a presenting wallet, on real sockets."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from citywallet.protocol.oid4vp import RequestUriMethod
from citywallet.runtime.outbound import Timeouts
from tests.support.wallet_sites import REQUEST, ConnectedCity, a_connected_city, json_answer
from tests.support.web_server import Answer, a_web_server, answering, sending
from wallet_api.domain.errors import (
    PresentingFailed,
    RequestUnreadable,
    VerifierRefused,
    VerifierUnknown,
    VerifierUnreachable,
)
from wallet_api.domain.identifiers import WalletId
from wallet_api.domain.presentations import Outcome

REDIRECTS = ["301 Moved", "302 Found", "303 See Other", "307 Temporary Redirect", "308 Permanent Redirect"]


@pytest.fixture
async def city(tmp_path: Path) -> AsyncIterator[ConnectedCity]:
    async with a_connected_city(tmp_path, timeouts=Timeouts(connect=1, read=0.3, total=0.6)) as city:
        yield city


@pytest.fixture
async def wallet(city: ConnectedCity) -> WalletId:
    made = await city.wallet.acts.create_wallet()
    await city.wallet.acts.accept_offer(made.id, link=city.issuer.link(), tx_code=None)
    return made.id


async def test_card_is_presented_over_real_sockets(city: ConnectedCity, wallet: WalletId) -> None:
    city.verifier.redirect_uri = "https://desk.example/done#code=1"
    presented = await city.wallet.acts.present_credentials(wallet, link=city.verifier.link())
    assert presented.redirect_uri == "https://desk.example/done#code=1"
    assert city.verifier_site.paths == ["/requests/1", "/responses/1"]
    assert list(city.verifier.presented) == ["citizen"]


async def test_request_is_fetched_by_post_as_a_form(city: ConnectedCity, wallet: WalletId) -> None:
    city.verifier.method = RequestUriMethod.POST
    await city.wallet.acts.present_credentials(wallet, link=city.verifier.link())
    head = city.verifier_site.web.requests[0].lower()
    assert head.startswith(b"post /requests/1 ")
    assert b"\r\naccept: application/oauth-authz-req+jwt\r\n" in head
    assert b"\r\ncontent-type: application/x-www-form-urlencoded\r\n" in head


@pytest.mark.threat(27)
@pytest.mark.parametrize("status", REDIRECTS)
async def test_redirect_at_the_request_uri_is_an_error(
    city: ConnectedCity, wallet: WalletId, status: str
) -> None:
    async with a_web_server(answering()) as target:
        headers = (f"Location: {target.origin}/requests/1", *REQUEST)
        city.verifier_site.instead["/requests/1"] = answering(b"", status=status, headers=headers)
        with pytest.raises(RequestUnreadable):
            await city.wallet.acts.present_credentials(wallet, link=city.verifier.link())
        assert target.connections == 0


@pytest.mark.threat(27)
@pytest.mark.parametrize("status", REDIRECTS)
async def test_redirect_at_the_response_uri_is_an_error(
    city: ConnectedCity, wallet: WalletId, status: str
) -> None:
    async with a_web_server(answering()) as target:
        city.verifier_site.instead["/responses/1"] = answering(
            b"", status=status, headers=(f"Location: {target.origin}/",)
        )
        with pytest.raises(VerifierRefused):
            await city.wallet.acts.present_credentials(wallet, link=city.verifier.link())
        assert target.connections == 0
    (entry,) = await city.wallet.acts.read_history(wallet)
    assert (entry.outcome, len(entry.items)) == (Outcome.FAILED, 1)


HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/oauth-authz-req+jwt\r\n\r\n"
UNREADABLE: dict[str, Answer] = {
    "too large": sending(HEAD, b"a" * 1_000_000),
    "too large by its own word": sending(HEAD[:-2] + b"Content-Length: 10737418240\r\n\r\n" + b"a" * 300_000),
    "slow drip": sending(HEAD + b"ey", then_close=False),
    "compressed": answering(b"\x1f\x8b", headers=(*REQUEST, "Content-Encoding: gzip")),
    "another media type": answering(b"a.b.c", headers=("Content-Type: text/html",)),
    "not found": answering(b"a.b.c", status="404 Not Found", headers=REQUEST),
    "not text": answering(b"\xff\xfe", headers=REQUEST),
    "closed": sending(),
}


@pytest.mark.threat(27)
@pytest.mark.parametrize("answer", UNREADABLE.values(), ids=UNREADABLE.keys())
async def test_request_object_is_bounded_in_size_time_and_kind(
    city: ConnectedCity, wallet: WalletId, answer: Answer
) -> None:
    city.verifier_site.instead["/requests/1"] = answer
    with pytest.raises(RequestUnreadable):
        await city.wallet.acts.present_credentials(wallet, link=city.verifier.link())
    assert city.verifier.delivered == []


@pytest.mark.threat(27)
@pytest.mark.parametrize(
    "request_uri",
    [
        "http://desk.example/requests/1",
        "http://169.254.169.254/latest",
        "https://169.254.169.254/latest",
        "https://127.0.0.1:{port}/requests/1",
        "ftp://desk.example/requests/1",
        "https://desk@127.0.0.1:{port}/requests/1",
        "//127.0.0.1:{port}/requests/1",
    ],
)
async def test_request_uri_leads_to_no_forbidden_address(
    city: ConnectedCity, wallet: WalletId, request_uri: str
) -> None:
    async with a_web_server(answering()) as inside:
        address = request_uri.format(port=inside.port)
        link = f"openid4vp://?client_id={city.verifier.client_id}&request_uri={address}"
        with pytest.raises(PresentingFailed):
            await city.wallet.acts.present_credentials(wallet, link=link)
        assert inside.connections == 0


@pytest.mark.threat(29)
async def test_answer_goes_to_no_other_host_than_the_verifiers(city: ConnectedCity, wallet: WalletId) -> None:
    async with a_web_server(answering()) as elsewhere:
        city.verifier.extra = {"response_uri": f"http://localhost:{elsewhere.port}/responses/1"}
        with pytest.raises(VerifierUnknown):
            await city.wallet.acts.present_credentials(wallet, link=city.verifier.link())
        assert elsewhere.connections == 0


@pytest.mark.parametrize(
    "answer",
    [
        json_answer({"error": "invalid_request"}, status="400 Bad Request"),
        answering(b"ok", headers=("Content-Type: text/plain",)),
        answering(b""),
        answering(b"[]"),
        json_answer({"redirect_uri": "javascript:alert(1)"}),
        json_answer({"redirect_uri": "file:///etc/passwd"}),
        json_answer({"redirect_uri": 5}),
    ],
)
async def test_receipt_that_is_none_is_told_and_written_down(
    city: ConnectedCity, wallet: WalletId, answer: Answer
) -> None:
    city.verifier_site.instead["/responses/1"] = answer
    with pytest.raises(VerifierRefused):
        await city.wallet.acts.present_credentials(wallet, link=city.verifier.link())
    (entry,) = await city.wallet.acts.read_history(wallet)
    assert (entry.outcome, entry.reason) == (Outcome.FAILED, "verifier_refused")


async def test_lost_receipt_is_written_down_as_unconfirmed(city: ConnectedCity, wallet: WalletId) -> None:
    city.verifier_site.instead["/responses/1"] = sending()
    with pytest.raises(VerifierUnreachable):
        await city.wallet.acts.present_credentials(wallet, link=city.verifier.link())
    (entry,) = await city.wallet.acts.read_history(wallet)
    assert (entry.outcome, len(entry.items)) == (Outcome.UNCONFIRMED, 1)
