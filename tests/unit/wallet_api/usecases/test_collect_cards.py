"""Cards that an officer must approve first: promised, asked for in time, received or refused."""

import asyncio
from pathlib import Path

import pytest

from citywallet.protocol.bilingual import BilingualText
from citywallet.protocol.oauth import RefreshToken
from tests.support.wallet_world import WalletWorld, a_wallet_world
from wallet_api.domain.applications import LOST, REFUSED, ClosedApplication, OpenApplication
from wallet_api.domain.errors import (
    IssuerAnswerBroken,
    IssuerRefused,
    IssuerUnreachable,
    OfferAlreadyAccepted,
    WalletNotFound,
)
from wallet_api.domain.identifiers import WalletId
from wallet_api.usecases.collect_cards import Collection


@pytest.fixture
def world(tmp_path: Path) -> WalletWorld:
    world = a_wallet_world(tmp_path)
    world.issuer.defers = True
    return world


async def applied(world: WalletWorld) -> WalletId:
    """A wallet whose citizen has applied."""
    wallet_id = await world.new_wallet()
    assert await world.receive(wallet_id) == ()
    return wallet_id


async def collect(world: WalletWorld, wallet_id: WalletId, *, after: float = 60) -> Collection:
    world.clock.advance(seconds=after)
    return await world.acts.collect_cards(wallet_id)


def asked(world: WalletWorld) -> int:
    return world.issuer.calls.count("deferred")


def keys(world: WalletWorld) -> int:
    return len([path for path in world.keys_dir.rglob("*") if path.is_file()])


async def test_a_promise_is_kept_with_its_key_and_the_offer_is_closed(world: WalletWorld) -> None:
    wallet_id, link = await world.new_wallet(), world.issuer.link()
    received = await world.acts.accept_offer(wallet_id, link=link, tx_code=None)
    assert received.cards == ()
    assert received.application is not None
    assert [each.face.name.ko for each in received.application.waiting] == ["시민증"]
    assert await world.acts.list_applications(wallet_id) == (received.application,)
    assert keys(world) == 1
    with pytest.raises(OfferAlreadyAccepted):
        await world.acts.accept_offer(wallet_id, link=link, tx_code=None)


async def test_an_approved_card_is_verified_and_kept_under_the_key_that_applied(world: WalletWorld) -> None:
    wallet_id = await applied(world)
    (application,) = await world.acts.list_applications(wallet_id)
    assert isinstance(application, OpenApplication)
    world.issuer.is_approved = True
    collected = await collect(world, wallet_id)
    (card,) = collected.cards
    assert card.key_id == application.waiting[0].key_id
    assert collected.applications == await world.acts.list_applications(wallet_id) == ()
    assert [opened.card for opened in await world.acts.list_cards(wallet_id)] == [card]


async def test_the_issuer_is_asked_no_sooner_than_it_wishes(world: WalletWorld) -> None:
    wallet_id = await applied(world)
    assert (await collect(world, wallet_id, after=59)).cards == ()
    assert asked(world) == 0
    await collect(world, wallet_id, after=1)
    assert asked(world) == 1
    await collect(world, wallet_id, after=59)
    assert asked(world) == 1
    await collect(world, wallet_id, after=1)
    assert asked(world) == 2


async def test_a_refusal_is_kept_with_its_reason_and_its_key_is_destroyed(world: WalletWorld) -> None:
    wallet_id = await applied(world)
    reason = BilingualText(ko="사진이 흐려요.", en="The picture is blurred.")
    world.issuer.fail_next["deferred"] = IssuerRefused("credential_request_denied", reason=reason)
    (closed,) = (await collect(world, wallet_id)).applications
    assert isinstance(closed, ClosedApplication)
    assert [each.reason for each in closed.refused] == [reason]
    assert keys(world) == 0
    await collect(world, wallet_id, after=3_600)
    assert asked(world) == 1


@pytest.mark.parametrize(
    ("code", "words"),
    [("credential_request_denied", REFUSED), ("invalid_transaction_id", LOST), ("invalid_token", LOST)],
)
async def test_an_end_without_a_reason_is_put_into_words(
    world: WalletWorld, code: str, words: BilingualText
) -> None:
    wallet_id = await applied(world)
    world.issuer.fail_next["deferred"] = IssuerRefused(code)
    (closed,) = (await collect(world, wallet_id)).applications
    assert [each.reason for each in closed.refused] == [words]


@pytest.mark.parametrize(
    "failure",
    [IssuerUnreachable("no answer"), IssuerAnswerBroken("html"), IssuerRefused("temporarily_unavailable")],
)
@pytest.mark.parametrize("at", ["metadata", "deferred"])
async def test_an_issuer_that_cannot_answer_is_asked_again_later(
    world: WalletWorld, failure: Exception, at: str
) -> None:
    wallet_id = await applied(world)
    world.issuer.is_approved = True
    world.issuer.fail_next[at] = failure
    assert (await collect(world, wallet_id)).cards == ()
    assert (await collect(world, wallet_id, after=299)).cards == ()
    assert len((await collect(world, wallet_id, after=1)).cards) == 1


async def test_a_card_that_is_not_what_was_promised_is_not_kept(world: WalletWorld) -> None:
    wallet_id = await applied(world)
    world.issuer.is_approved = True
    world.issuer.signed_vct = "https://issuer.example/vct/other/1"
    collected = await collect(world, wallet_id)
    assert collected.cards == ()
    assert isinstance(collected.applications[0], OpenApplication)
    assert keys(world) == 1


async def test_an_ended_token_is_refreshed_and_the_newest_is_kept(world: WalletWorld) -> None:
    world.issuer.refresh_token = RefreshToken("refresh")
    wallet_id = await applied(world)
    for _ in range(2):
        world.issuer.token_alive = False
        assert (await collect(world, wallet_id)).cards == ()
    assert world.issuer.refresh_token == "refresh++"
    world.issuer.is_approved, world.issuer.token_alive = True, False
    assert len((await collect(world, wallet_id)).cards) == 1


async def test_a_refresh_that_is_refused_ends_the_application(world: WalletWorld) -> None:
    world.issuer.refresh_token = RefreshToken("refresh")
    wallet_id = await applied(world)
    world.issuer.refresh_token, world.issuer.token_alive = RefreshToken("another"), False
    (closed,) = (await collect(world, wallet_id)).applications
    assert [each.reason for each in closed.refused] == [LOST]


async def test_of_two_who_collect_at_once_one_asks(world: WalletWorld) -> None:
    wallet_id = await applied(world)
    world.issuer.is_approved = True
    world.clock.advance(seconds=60)
    both = await asyncio.gather(*(world.acts.collect_cards(wallet_id) for _ in range(2)))
    assert sorted(len(each.cards) for each in both) == [0, 1]
    assert asked(world) == 1


async def test_a_wallet_that_is_not_there_collects_nothing(world: WalletWorld) -> None:
    for act in (world.acts.collect_cards, world.acts.list_applications):
        with pytest.raises(WalletNotFound):
            await act(WalletId("nobody"))
