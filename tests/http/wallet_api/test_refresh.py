"""Newer cards over the wallet's API: on opening, on request, and what is said when none comes."""

import pytest

from citywallet.client import ApiError
from citywallet.protocol.oauth import RefreshToken
from tests.http.wallet_api.conftest import ServedWallet
from tests.support.wallet_issuer import CITIZEN
from tests.support.wallet_world import RHYTHM
from wallet_api.domain.errors import IssuerRefused

MOVED = CITIZEN | {"district": {"name": "검단구", "id": "geomdan"}}


async def a_wallet_with_card(served: ServedWallet) -> str:
    wallet = await served.client.new_wallet()
    served.world.issuer.refresh_token = RefreshToken("refresh")
    await served.client.accept(wallet, link=served.world.issuer.link())
    served.world.issuer.claims = MOVED
    return wallet


async def district_in(served: ServedWallet, wallet: str) -> object:
    (card,) = (await served.http.get(f"/api/v1/wallets/{wallet}/cards")).json()["cards"]
    return next(claim["spoken"]["ko"] for claim in card["claims"] if claim["path"] == ["district"])


async def test_opened_wallet_shows_the_new_fact_once_the_card_is_due(served: ServedWallet) -> None:
    wallet = await a_wallet_with_card(served)
    assert await district_in(served, wallet) == "제물포구"
    served.world.clock.advance(RHYTHM)
    assert await district_in(served, wallet) == "검단구"


async def test_citizen_asks_for_newer_cards_now(served: ServedWallet) -> None:
    wallet = await a_wallet_with_card(served)
    (card,) = await served.client.refresh(wallet)
    assert card["not_refreshed"] is None
    (shown,) = await served.client.cards(wallet)
    assert shown["id"] == card["id"]
    assert await district_in(served, wallet) == "검단구"
    assert (await served.client.present(wallet, link=served.world.verifier.link()))["outcome"] == "presented"


async def test_card_that_stays_says_why_in_both_languages(served: ServedWallet) -> None:
    wallet = await a_wallet_with_card(served)
    served.world.issuer.fail_next["credential"] = IssuerRefused("credential_request_denied")
    (card,) = await served.client.refresh(wallet)
    assert card["not_refreshed"] == {
        "code": "refresh_denied",
        "ko": "기관에서 새 카드를 주지 않았어요. 지금 카드는 그대로 있어요. 카드를 준 기관에 물어봐 주세요.",
        "en": "The office did not give a newer card. The card you have is unchanged. Please ask that office.",
    }
    (shown,) = await served.client.cards(wallet)
    assert shown["not_refreshed"] == card["not_refreshed"]
    assert await district_in(served, wallet) == "제물포구"


async def test_refresh_of_an_unknown_wallet_is_not_found(served: ServedWallet) -> None:
    with pytest.raises(ApiError) as refused:
        await served.client.refresh("0" * 32)
    assert refused.value.status == 404


async def test_refresh_needs_the_key(served: ServedWallet) -> None:
    wallet = await a_wallet_with_card(served)
    answer = await served.http.post(
        f"/api/v1/wallets/{wallet}/refresh", headers={"Authorization": "Bearer wrong"}
    )
    assert answer.status_code == 401
