"""Cards are replaced by newer ones of their issuer, in a rhythm, and never lost on the way."""

from dataclasses import replace
from datetime import timedelta

import pytest

from citywallet.protocol.oauth import RefreshToken
from citywallet.protocol.oid4vci import CredentialResponse
from tests.support.keys import a_signing_key
from tests.support.wallet_issuer import CITIZEN
from tests.support.wallet_world import RHYTHM, WalletWorld
from wallet_api.domain.authorizations import (
    LONGEST_PAUSE,
    PAUSE,
    EndedAuthorization,
    StandingAuthorization,
    fail_refresh,
)
from wallet_api.domain.errors import IssuerAnswerBroken, IssuerRefused, IssuerUnreachable
from wallet_api.domain.identifiers import WalletId
from wallet_api.domain.issuer_sessions import parse_session

MOVED = CITIZEN | {"district": {"name": "검단구", "id": "geomdan"}}


@pytest.fixture
def world(world: WalletWorld) -> WalletWorld:
    world.issuer.refresh_token = RefreshToken("refresh")
    return world


async def district_of(world: WalletWorld, wallet_id: WalletId) -> str:
    """What the wallet's one card says, without refreshing it."""
    (opened,) = await world.acts.list_cards(wallet_id)
    return next(item.spoken.ko for item in opened.items if item.path == ("district",))


async def authorization_of(
    world: WalletWorld, wallet_id: WalletId
) -> StandingAuthorization | EndedAuthorization:
    async with world.store.view() as records:
        (found,) = await records.authorizations_of(wallet_id)
    return found


def holder_keys(world: WalletWorld) -> set[str]:
    return {path.stem for path in world.keys_dir.rglob("*.key")}


async def refresh_in_vain(world: WalletWorld, wallet_id: WalletId) -> str:
    """Refresh, see that card and keys are those of before, and give the code of the failure."""
    (before,) = await world.acts.list_cards(wallet_id)
    (outcome,) = await world.acts.refresh_wallet(wallet_id)
    assert outcome.failure is not None
    (after,) = await world.acts.list_cards(wallet_id)
    assert (after.card, outcome.card) == (before.card, before.card)
    assert holder_keys(world) == {before.card.key_id}
    return outcome.failure.code


async def test_card_says_what_the_register_says_when_the_wallet_is_next_opened(world: WalletWorld) -> None:
    wallet_id = await world.wallet_with_card()
    (before,) = await world.acts.open_wallet(wallet_id)
    world.issuer.claims = MOVED
    world.clock.advance(RHYTHM)
    (after,) = await world.acts.open_wallet(wallet_id)
    assert await district_of(world, wallet_id) == "검단구"
    assert after.card.key_id != before.card.key_id
    assert holder_keys(world) == {after.card.key_id}
    assert after.not_refreshed is None


async def test_wallet_opened_within_the_rhythm_asks_nobody(world: WalletWorld) -> None:
    wallet_id = await world.wallet_with_card()
    world.clock.advance(RHYTHM - timedelta(seconds=1))
    asked = len(world.issuer.calls)
    await world.acts.open_wallet(wallet_id)
    assert len(world.issuer.calls) == asked


async def test_citizen_may_ask_before_the_rhythm_but_not_all_the_time(world: WalletWorld) -> None:
    wallet_id = await world.wallet_with_card()
    world.issuer.claims = MOVED
    (outcome,) = await world.acts.refresh_wallet(wallet_id)
    assert outcome.failure is None
    assert await district_of(world, wallet_id) == "검단구"
    world.clock.advance(PAUSE - timedelta(seconds=1))
    assert await refresh_in_vain(world, wallet_id) == "refresh_too_soon"
    world.clock.advance(timedelta(seconds=1))
    (outcome,) = await world.acts.refresh_wallet(wallet_id)
    assert outcome.failure is None


async def test_each_refresh_uses_the_newest_refresh_token_and_the_key_it_is_bound_to(
    world: WalletWorld,
) -> None:
    world.issuer.dpop = ("ES256",)
    wallet_id = await world.wallet_with_card()
    first = world.issuer.token_key
    for _ in range(2):
        world.clock.advance(RHYTHM)
        await world.acts.open_wallet(wallet_id)
        assert world.issuer.token_key is not None
        assert first is not None
        assert world.issuer.token_key.public == first.public
    assert [request.refresh_token for request in world.issuer.refreshed] == ["refresh", "refresh+"]


async def test_refresh_token_that_is_not_replaced_serves_again(world: WalletWorld) -> None:
    wallet_id = await world.wallet_with_card()
    world.issuer.refreshes = False
    world.clock.advance(RHYTHM)
    await world.acts.open_wallet(wallet_id)
    standing = await authorization_of(world, wallet_id)
    assert isinstance(standing, StandingAuthorization)
    session = parse_session(world.vault.open(standing.sealed_session, wallet_id=wallet_id, place=standing.id))
    assert session.right is not None
    assert session.right.token == "refresh"


async def test_card_of_an_issuer_without_refresh_tokens_says_so(world: WalletWorld) -> None:
    world.issuer.refreshes = False
    wallet_id = await world.wallet_with_card()
    assert await refresh_in_vain(world, wallet_id) == "refresh_unavailable"


async def test_refresh_token_that_the_issuer_takes_no_more_ends_it_for_good(world: WalletWorld) -> None:
    wallet_id = await world.wallet_with_card()
    world.issuer.fail_next["token"] = IssuerRefused("invalid_grant")
    assert await refresh_in_vain(world, wallet_id) == "refresh_ended"
    assert isinstance(await authorization_of(world, wallet_id), EndedAuthorization)
    asked = len(world.issuer.calls)
    world.clock.advance(RHYTHM)
    (opened,) = await world.acts.open_wallet(wallet_id)
    assert opened.not_refreshed == "refresh_ended"
    assert await refresh_in_vain(world, wallet_id) == "refresh_ended"
    assert len(world.issuer.calls) == asked


@pytest.mark.parametrize("where", ["metadata", "server", "token", "nonce", "credential"])
@pytest.mark.parametrize(
    ("error", "code"),
    [
        (IssuerUnreachable("timed_out"), "refresh_unanswered"),
        (IssuerAnswerBroken("html"), "refresh_unusable"),
        (IssuerRefused("temporarily_unavailable"), "refresh_failed"),
        (IssuerRefused("credential_request_denied"), "refresh_denied"),
    ],
)
async def test_failure_leaves_the_card_and_is_tried_again_later(
    world: WalletWorld, where: str, error: Exception, code: str
) -> None:
    wallet_id = await world.wallet_with_card()
    world.issuer.claims = MOVED
    world.issuer.fail_next[where] = error
    assert await refresh_in_vain(world, wallet_id) == code
    (opened,) = await world.acts.open_wallet(wallet_id)
    assert opened.not_refreshed == code
    world.clock.advance(PAUSE)
    (opened,) = await world.acts.open_wallet(wallet_id)
    assert opened.not_refreshed is None
    assert await district_of(world, wallet_id) == "검단구"


@pytest.mark.threat(44)
async def test_newer_card_that_does_not_verify_does_not_replace_the_one_at_hand(world: WalletWorld) -> None:
    wallet_id = await world.wallet_with_card()
    world.issuer.bound_to = a_signing_key(5).public
    assert await refresh_in_vain(world, wallet_id) == "refresh_unusable"
    world.clock.advance(PAUSE)
    world.issuer.answer = CredentialResponse(credentials=("Error",))
    assert await refresh_in_vain(world, wallet_id) == "refresh_unusable"


async def test_type_that_the_issuer_offers_no_more_leaves_the_card_and_the_token(world: WalletWorld) -> None:
    wallet_id = await world.wallet_with_card()
    plain = world.issuer.configuration()
    world.issuer.configuration = lambda: replace(plain, format="mso_mdoc")  # type: ignore[method-assign]
    assert await refresh_in_vain(world, wallet_id) == "refresh_failed"
    assert world.issuer.refreshed == []


async def test_crash_after_fresh_tokens_came_goes_on_with_them(world: WalletWorld) -> None:
    wallet_id = await world.wallet_with_card()
    world.issuer.claims = MOVED
    world.issuer.fail_next["nonce"] = KeyboardInterrupt()  # the process dies on the spot
    with pytest.raises(KeyboardInterrupt):
        await world.acts.refresh_wallet(wallet_id)
    assert await district_of(world, wallet_id) == CITIZEN["district"]["name"]  # type: ignore[index,call-overload]
    world.clock.advance(RHYTHM)
    await world.acts.open_wallet(wallet_id)
    assert await district_of(world, wallet_id) == "검단구"


async def test_deleted_card_takes_its_refresh_token_along(world: WalletWorld) -> None:
    wallet_id = await world.wallet_with_card()
    (opened,) = await world.acts.list_cards(wallet_id)
    await world.acts.delete_card(wallet_id, opened.card.id)
    async with world.store.view() as records:
        assert await records.authorizations_of(wallet_id) == ()


@pytest.mark.parametrize("step", ["request_token", "request_credential"])
async def test_card_deleted_while_it_is_refreshed_does_not_come_back(world: WalletWorld, step: str) -> None:
    wallet_id = await world.wallet_with_card()
    (opened,) = await world.acts.list_cards(wallet_id)
    answer = getattr(world.issuer, step)

    async def delete_then_answer(*asked, **named):  # type: ignore[no-untyped-def]
        await world.acts.delete_card(wallet_id, opened.card.id)
        return await answer(*asked, **named)

    setattr(world.issuer, step, delete_then_answer)
    assert await world.acts.refresh_wallet(wallet_id) == ()
    assert await world.acts.list_cards(wallet_id) == ()
    assert holder_keys(world) == set()


async def test_wait_doubles_with_each_failure_up_to_a_day(world: WalletWorld) -> None:
    standing = await authorization_of(world, await world.wallet_with_card())
    assert isinstance(standing, StandingAuthorization)
    now, waits = world.clock.now(), []
    for _ in range(40):
        standing = fail_refresh(standing, reason="refresh_failed", now=now)
        waits.append(standing.due_at - now)
    assert waits[:3] == [PAUSE, 2 * PAUSE, 4 * PAUSE]
    assert waits[-1] == LONGEST_PAUSE
