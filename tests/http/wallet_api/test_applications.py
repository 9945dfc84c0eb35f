"""Cards that an officer must approve first, over the wallet's API: the citizen is told at every step."""

import pytest

from citywallet.client import ApiError
from citywallet.protocol.bilingual import BilingualText
from tests.http.wallet_api.conftest import ServedWallet
from wallet_api.domain.errors import IssuerRefused, IssuerUnreachable

APPLIED = "신청했어요. 담당자가 확인한 뒤에 카드를 받을 수 있어요."


@pytest.fixture(autouse=True)
def issuer_defers(served: ServedWallet) -> None:
    served.world.issuer.defers = True


async def a_wallet_that_applied(served: ServedWallet) -> str:
    wallet = await served.client.new_wallet()
    accepted = await served.client.accept(wallet, link=served.world.issuer.link())
    assert (accepted["cards"], accepted["message"]["ko"]) == ([], APPLIED)
    return wallet


async def test_whoever_applies_is_told_and_collects_later(served: ServedWallet) -> None:
    wallet = await a_wallet_that_applied(served)
    (application,) = await served.client.applications(wallet)
    (card,) = application["cards"]
    assert (card["name"]["ko"], card["state"], card["reason"]) == ("시민증", "waiting", None)
    served.world.issuer.is_approved = True
    assert (await served.client.collect(wallet))["cards"] == []  # not yet: the issuer wants a minute
    served.world.clock.advance(seconds=60)
    collected = await served.client.collect(wallet)
    assert [each["name"]["ko"] for each in collected["cards"]] == ["시민증"]
    assert (collected["applications"], await served.client.applications(wallet)) == ([], [])


async def test_what_is_ready_is_there_when_the_wallet_is_next_opened(served: ServedWallet) -> None:
    wallet = await a_wallet_that_applied(served)
    served.world.issuer.is_approved = True
    served.world.clock.advance(seconds=60)
    assert len(await served.client.cards(wallet)) == 1


async def test_an_issuer_that_is_down_keeps_nobody_from_their_cards(served: ServedWallet) -> None:
    wallet = await a_wallet_that_applied(served)
    served.world.clock.advance(seconds=60)
    served.world.issuer.fail_next["metadata"] = IssuerUnreachable("no answer")
    assert await served.client.cards(wallet) == []
    assert len(await served.client.applications(wallet)) == 1


async def test_the_reason_of_a_refusal_can_be_read_again(served: ServedWallet) -> None:
    wallet = await a_wallet_that_applied(served)
    served.world.clock.advance(seconds=60)
    reason = BilingualText(ko="사진이 흐려요.", en="The picture is blurred.")
    served.world.issuer.fail_next["deferred"] = IssuerRefused("credential_request_denied", reason=reason)
    collected = await served.client.collect(wallet)
    (application,) = collected["applications"]
    assert application["message"] is None
    (card,) = application["cards"]
    assert (card["state"], card["reason"]) == ("refused", {"ko": reason.ko, "en": reason.en})
    assert await served.client.applications(wallet) == [application]


async def test_the_page_after_a_sign_in_says_that_an_officer_decides(served: ServedWallet) -> None:
    wallet, issuer = await served.client.new_wallet(), served.world.issuer
    begun = await served.client.begin_sign_in(wallet, issuer=issuer.url, configurations=["citizen-id"])
    assert issuer.pushed is not None
    fields = {"code": "code-of-the-citizen", "state": str(issuer.pushed.target.state), "iss": issuer.url}
    page = await served.http.get("/sign-in/callback", params=fields, headers={"Authorization": ""})
    assert (page.status_code, APPLIED in page.text) == (200, True)
    stands = await served.client.sign_in(wallet, str(begun["id"]))
    assert (stands["state"], stands["cards"]) == ("finished", [])
    assert [each["state"] for each in stands["application"]["cards"]] == ["waiting"]


@pytest.mark.threat(88)
async def test_a_wallet_that_is_not_there_has_no_applications(served: ServedWallet) -> None:
    await a_wallet_that_applied(served)
    for act in (served.client.applications, served.client.collect, served.client.cards):
        with pytest.raises(ApiError) as refused:
            await act("nobody")
        assert refused.value.code == "not_found"


@pytest.mark.parametrize("headers", [{"Authorization": ""}, {"Authorization": "Bearer x"}])
async def test_applications_are_behind_the_key(served: ServedWallet, headers: dict[str, str]) -> None:
    wallet = await a_wallet_that_applied(served)
    for method, path in (("GET", "applications"), ("POST", "collections")):
        answer = await served.http.request(method, f"/api/v1/wallets/{wallet}/{path}", headers=headers)
        assert answer.status_code == 401
