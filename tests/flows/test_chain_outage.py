"""A dead chain stops nobody at the counter, and loses no revocation."""

from collections.abc import Iterator

import pytest

from city.demo import run_demo
from city.demo.actors import Actors
from city.ports import Addresses, Part, free_addresses
from city.testing import running_city
from city.town import Town
from tests.support.cards import HeldCard, a_held_card, shown


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """A city of its own, since its chain dies; its public addresses have paths, which nobody may notice."""
    free = free_addresses()
    addresses = Addresses(
        chain=free.chain,
        issuer=Part(port=free.issuer.port, url=f"{free.issuer.url}/offices/one"),
        wallet=Part(port=free.wallet.port, url=f"{free.wallet.url}/wallet"),
        verifier=Part(port=free.verifier.port, url=f"{free.verifier.url}/desks/2"),
        identity=Part(port=free.identity.port, url=f"{free.identity.url}/login"),
    )
    folder = tmp_path_factory.mktemp("outage") / "var"
    with running_city(folder, addresses=addresses, citizens=60) as running:
        yield running


def test_story_is_the_same_where_public_addresses_have_paths(town: Town) -> None:
    assert run_demo(town.layout.root, throw_away=False) == 0


@pytest.fixture
async def known_card(town: Town, actors: Actors) -> HeldCard:
    """A card that the desk judged while the chain was there."""
    card = await a_held_card(actors, town.city_file.citizens[0])
    assert (await shown(actors, card, "senior-resident")).decision == "accepted"
    return card


@pytest.fixture
def without_chain(town: Town, known_card: HeldCard) -> Iterator[Town]:
    town.kill("chain")
    yield town
    if not town.runs("chain"):
        town.restart("chain")


async def test_last_head_counts_while_the_chain_is_down(
    without_chain: Town, actors: Actors, known_card: HeldCard
) -> None:
    answer = await shown(actors, known_card, "senior-resident")
    assert answer.decision == "accepted", answer.lines()
    assert "chain_last_read" in answer.evidence_of("status"), "the desk must say that it rests on the past"


async def test_citizens_at_the_counter_receive_cards_while_the_chain_is_down(
    without_chain: Town, actors: Actors
) -> None:
    card = await a_held_card(actors, without_chain.city_file.citizens[1])
    assert (await actors.issuer.credential(card.credential))["state"] == "valid"
    assert len(await actors.wallet.cards(card.wallet)) == 1


async def test_revocation_counts_at_once_and_is_anchored_when_the_chain_is_back(
    without_chain: Town, actors: Actors, known_card: HeldCard
) -> None:
    await actors.issuer.revoke(known_card.credential)
    assert (await actors.until_published(known_card.credential)).is_published
    refused = await shown(actors, known_card, "senior-resident")
    assert (refused.decision, refused.reason) == ("refused", "revoked")
    without_chain.restart("chain")
    assert (await actors.until_anchored(known_card.credential)).is_anchored
    assert (await shown(actors, known_card, "senior-resident")).reason == "revoked"


@pytest.mark.parametrize("part", ["issuer", "wallet", "verifier"])
async def test_killed_service_continues_where_it_was(town: Town, actors: Actors, part: str) -> None:
    card = await a_held_card(actors, town.city_file.citizens[0])
    town.kill(part)
    town.restart(part)
    assert (await shown(actors, card, "senior-resident")).decision == "accepted"
