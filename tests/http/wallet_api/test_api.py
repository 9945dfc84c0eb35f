"""The wallet's API: the whole way of a card, the words of refusals, and who sees what."""

import asyncio
from datetime import timedelta

import pytest

from citywallet.client import ApiError
from tests.http.wallet_api.conftest import ServedWallet
from tests.support.wallet_issuer import CITIZEN


async def a_wallet_with_card(served: ServedWallet) -> str:
    wallet = await served.client.new_wallet()
    await served.client.accept(wallet, link=served.world.issuer.link())
    return wallet


async def test_card_is_received_shown_presented_and_written_down(served: ServedWallet) -> None:
    wallet = await served.client.new_wallet()
    accepted = await served.client.accept(wallet, link=served.world.issuer.link())
    assert accepted["message"]["ko"] == "카드를 받았어요. 바로 쓸 수 있어요."
    (card,) = await served.client.cards(wallet)
    assert card["name"] == {"ko": "시민증", "en": "Citizen ID"}
    assert ["name"] in [claim["path"] for claim in card["claims"]]
    answer = await served.client.present(wallet, link=served.world.verifier.link())
    assert answer["outcome"] == "presented"
    assert answer["message"]["ko"] == "미추홀도서관에 제출했어요. 이력에서 다시 볼 수 있어요."
    assert answer["sent"]["response_uri"] == "https://desk.example/responses/1"
    assert answer["sent"]["form"] == served.world.verifier.fields
    (entry,) = await served.client.history(wallet)
    assert [item["path"] for item in entry["items"]] == [["age_equal_or_over", "65"], ["incheon_resident"]]


async def test_consent_is_asked_before_anything_is_sent(served: ServedWallet) -> None:
    wallet = await a_wallet_with_card(served)
    served.world.verifier.purpose = {"ko": "어르신 열람실 자리 예약", "en": "Senior reading room"}
    consent = await served.client.look_at(wallet, link=served.world.verifier.link())
    assert consent["message"]["ko"] == "미추홀도서관에서 아래 내용을 보려고 해요. 제출할까요?"
    assert consent["purpose"]["ko"] == "어르신 열람실 자리 예약"
    assert [item["spoken"]["ko"] for item in consent["cards"][0]["items"]] == ["예", "예"]
    assert served.world.verifier.delivered == []
    assert (await served.client.submit(wallet, consent["id"]))["outcome"] == "presented"


async def test_declined_request_sends_nothing_of_the_citizen(served: ServedWallet) -> None:
    wallet = await a_wallet_with_card(served)
    consent = await served.client.look_at(wallet, link=served.world.verifier.link())
    declined = await served.client.decline(wallet, consent["id"])
    assert (declined["outcome"], declined["verifier_told"]) == ("declined", True)
    assert declined["message"]["ko"] == "제출하지 않았어요. 나간 정보는 없어요."
    assert list(served.world.verifier.fields) == ["error", "state"]


async def test_presenting_in_one_call_needs_the_consent_spelled_out(served: ServedWallet) -> None:
    wallet = await a_wallet_with_card(served)
    for body in ({"link": "x"}, {"link": "x", "consent": False}):
        refused = await served.http.post(f"/api/v1/wallets/{wallet}/presentations", json=body)
        assert refused.status_code == 400
    assert served.world.verifier.fetched == []


async def test_red_stop_comes_as_a_problem_in_both_languages(served: ServedWallet) -> None:
    wallet = await a_wallet_with_card(served)
    served.world.verifier.break_signature = True
    refused = await served.http.post(
        f"/api/v1/wallets/{wallet}/presentations",
        json={"link": served.world.verifier.link(), "consent": True},
    )
    assert (refused.status_code, refused.headers["content-type"]) == (403, "application/problem+json")
    assert refused.json() == {
        "type": "urn:citywallet:problem:verifier_unknown",
        "title": "We cannot confirm who this is. Do not submit.",
        "status": 403,
        "code": "verifier_unknown",
        "ko": "확인되지 않은 곳이에요. 제출하지 마세요.",
        "en": "We cannot confirm who this is. Do not submit.",
    }


@pytest.mark.threat(42)
async def test_untrusted_issuer_is_named_and_can_be_trusted_by_an_explicit_step(served: ServedWallet) -> None:
    wallet = await served.client.new_wallet()
    served.world.issuer.url = "https://elsewhere.example"
    with pytest.raises(ApiError) as refused:
        await served.client.accept(wallet, link=served.world.issuer.link())
    assert (refused.value.status, refused.value.code) == (403, "issuer_not_trusted")
    assert refused.value.detail == "https://elsewhere.example"
    await served.client.trust_issuer("https://elsewhere.example")
    assert len((await served.client.accept(wallet, link=served.world.issuer.link()))["cards"]) == 1


@pytest.mark.parametrize(
    "url", ["elsewhere", "http://elsewhere.example", "https://x.example/?a=b", "https://u@x.example"]
)
async def test_address_that_names_no_issuer_is_not_trusted(served: ServedWallet, url: str) -> None:
    with pytest.raises(ApiError) as refused:
        await served.client.trust_issuer(url)
    assert (refused.value.status, refused.value.code) == (400, "issuer_address_unfit")


@pytest.mark.threat(88)
async def test_every_route_answers_alike_for_other_wallets_and_none(served: ServedWallet) -> None:
    mine, other = await a_wallet_with_card(served), await served.client.new_wallet()
    (card,) = await served.client.cards(mine)
    consent = await served.client.look_at(mine, link=served.world.verifier.link())
    owned = [
        ("DELETE", f"cards/{card['id']}"),
        ("GET", f"presentation-requests/{consent['id']}"),
        ("POST", f"presentation-requests/{consent['id']}/submit"),
        ("POST", f"presentation-requests/{consent['id']}/decline"),
    ]
    for method, path in owned:
        answers = [
            await served.http.request(method, f"/api/v1/wallets/{wallet}/{path}")
            for wallet in (other, "0" * 32, "../wallets", "x" * 500)
        ]
        assert {answer.status_code for answer in answers} == {404}
        assert len({answer.text for answer in answers if "ko" in answer.json()}) == 1
    assert len(await served.client.cards(mine)) == 1


async def test_lists_of_an_unknown_wallet_are_not_found(served: ServedWallet) -> None:
    for path in ("cards", "history"):
        assert (await served.http.get(f"/api/v1/wallets/{'0' * 32}/{path}")).status_code == 404


async def test_offer_accepted_five_times_at_once_gives_one_card(served: ServedWallet) -> None:
    wallet = await served.client.new_wallet()
    link = served.world.issuer.link()
    answers = await asyncio.gather(
        *(served.http.post(f"/api/v1/wallets/{wallet}/offers", json={"link": link}) for _ in range(5))
    )
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409, 409]
    assert served.world.issuer.calls.count("token") == 1
    assert len(await served.client.cards(wallet)) == 1


async def test_consent_given_five_times_at_once_is_sent_once(served: ServedWallet) -> None:
    wallet = await a_wallet_with_card(served)
    consent = await served.client.look_at(wallet, link=served.world.verifier.link())
    path = f"/api/v1/wallets/{wallet}/presentation-requests/{consent['id']}/submit"
    answers = await asyncio.gather(*(served.http.post(path) for _ in range(5)))
    assert sorted(answer.status_code for answer in answers) == [200, 409, 409, 409, 409]
    assert len(served.world.verifier.delivered) == 1
    assert len(await served.client.history(wallet)) == 1


async def test_deleted_card_is_gone_with_its_key(served: ServedWallet) -> None:
    wallet = await a_wallet_with_card(served)
    (card,) = await served.client.cards(wallet)
    deleted = await served.http.delete(f"/api/v1/wallets/{wallet}/cards/{card['id']}")
    assert deleted.status_code == 204
    assert await served.client.cards(wallet) == []
    assert list(served.world.keys_dir.rglob("*.key")) == []


async def test_newest_wallet_is_the_default(served: ServedWallet) -> None:
    assert await served.client.newest_wallet() is None
    await served.client.new_wallet()
    served.world.clock.advance(timedelta(minutes=1))
    newest = await served.client.new_wallet()
    assert await served.client.newest_wallet() == newest


async def test_nothing_is_answered_without_the_key(served: ServedWallet) -> None:
    document = (await served.http.get("/api/v1/openapi.json")).json()
    for path, operations in document["paths"].items():
        if "/api/" not in path:
            continue
        for method in operations:
            url = "http://wallet.test" + path.replace("{", "").replace("}", "")
            answer = await served.http.request(method, url, headers={"Authorization": "Bearer wrong"})
            assert answer.status_code == 401, path


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"{",
        b'{"link": 5}',
        b'{"link": "x", "more": 1}',
        b'{"link": ""}',
        b'{"link": "\\ud800"}',
        b'{"link": "\\u0000"}',
        b"\xff",
    ],
)
async def test_malformed_bodies_are_refused_with_400(served: ServedWallet, body: bytes) -> None:
    wallet = await served.client.new_wallet()
    for path in ("offers", "presentation-requests", "presentations"):
        answer = await served.http.post(
            f"/api/v1/wallets/{wallet}/{path}", content=body, headers={"Content-Type": "application/json"}
        )
        assert answer.status_code == 400, (path, body)


async def test_service_says_that_it_is_ready(served: ServedWallet) -> None:
    answer = await served.http.get("/readyz")
    assert (answer.status_code, answer.json()["parts"]) == (200, {"database": "ok"})


@pytest.mark.threat(93)
async def test_database_and_key_files_show_no_claim_value_and_no_token(served: ServedWallet) -> None:
    wallet = await a_wallet_with_card(served)
    served.world.verifier.query = {
        "credentials": [
            {
                "id": "c",
                "format": "dc+sd-jwt",
                "meta": {},
                "claims": [{"path": ["name"], "values": [CITIZEN["name"]]}, {"path": ["birthdate"]}],
            }
        ]
    }
    await served.client.look_at(wallet, link=served.world.verifier.link())
    await served.client.present(wallet, link=served.world.verifier.link())
    files = [*served.directory.glob("wallet_api.db*"), *served.world.keys_dir.rglob("*.key")]
    dump = b"".join(path.read_bytes() for path in files)
    assert "미추홀도서관".encode() in dump  # the search would find what is there
    for value in (
        "가나다라시민",
        "1950-03-04",
        "송현동시험",
        "access-token-of-the-citizen",
        "BEGIN PRIVATE KEY",
    ):
        for encoding in ("utf-8", "cp949"):
            assert value.encode(encoding) not in dump, value


@pytest.mark.threat(92)
async def test_refusals_and_log_lines_show_no_claim_value(
    served: ServedWallet, capsys: pytest.CaptureFixture[str]
) -> None:
    wallet = await a_wallet_with_card(served)
    await served.client.present(wallet, link=served.world.verifier.link())
    with pytest.raises(ApiError) as refused:
        await served.client.present(wallet, link="openid4vp://?client_id=가나다라시민")
    printed = capsys.readouterr()
    for text in (str(refused.value), printed.out, printed.err):
        assert "가나다라시민" not in text
        assert "1950-03-04" not in text
