"""The issuer changes its signing keys while the city runs; what the old ones signed stays good for long."""

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from city.demo.actors import Actors
from city.rotation import KeyOffice
from city.signing_keys import signing_keys
from city.testing import running_city
from city.town import Town
from citywallet.client.issuer import SigningKey
from citywallet.runtime.clock import SystemClock
from citywallet.runtime.entropy import SystemEntropy
from citywallet.runtime.settings import child_environment
from tests.support.cards import a_held_card, shown
from tests.support.clock import FixedClock

COMMAND = Path(sys.executable).with_name("citywallet")


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """A city of its own, since its keys end."""
    with running_city(tmp_path_factory.mktemp("rotation") / "var", citizens=60) as running:
        yield running


def keys(town: Town, *arguments: str, failpoint: str | None = None) -> subprocess.CompletedProcess[str]:
    """Run `citywallet keys …` as an operator does; it is killed at the failpoint, where one is named."""
    environment = child_environment({"CITYWALLET_FAILPOINT": failpoint} if failpoint else {})
    return subprocess.run(
        [str(COMMAND), "keys", *arguments, "--directory", str(town.layout.root)],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


async def listed(actors: Actors, purpose: str) -> list[SigningKey]:
    return [key for key in await actors.issuer.signing_keys() if key.purpose == purpose]


async def signing(actors: Actors, purpose: str = "credential") -> bytes:
    (key,) = [key for key in await listed(actors, purpose) if key.signs]
    return key.thumbprint


@pytest.mark.threat(9)
async def test_cards_of_both_keys_hold_until_the_old_one_is_retired(town: Town, actors: Actors) -> None:
    old, old_card = await signing(actors), await a_held_card(actors, town.city_file.citizens[0])

    done = keys(town, "rotate", "credential")
    assert done.returncode == 0, done.stderr
    new = await signing(actors)
    assert new != old
    assert new.hex() in done.stdout
    new_card = await a_held_card(actors, town.city_file.citizens[1])
    for card in (old_card, new_card):
        assert (await shown(actors, card, "incheon-resident")).decision == "accepted"

    assert keys(town, "retire", new.hex()).returncode == 1, "a key that signs cannot be retired"
    done = keys(town, "retire", old.hex())
    assert done.returncode == 0, done.stderr
    refused = await shown(actors, old_card, "incheon-resident")
    assert (refused.decision, refused.reason) == ("refused", "issuer_key_invalid")
    assert (await shown(actors, new_card, "incheon-resident")).decision == "accepted"
    assert [key.state for key in await listed(actors, "credential")] == ["ended", "current"]


async def test_lists_of_a_new_status_key_are_believed(town: Town, actors: Actors) -> None:
    card = await a_held_card(actors, town.city_file.citizens[2])
    done = keys(town, "rotate", "status")
    assert done.returncode == 0, done.stderr
    await actors.issuer.revoke(card.credential)
    await actors.until_anchored(card.credential)
    assert (await shown(actors, card, "incheon-resident")).reason == "revoked"


@pytest.mark.threat(74)
@pytest.mark.parametrize("failpoint", ["rotate.after_list", "rotate.after_register"])
async def test_a_rotation_that_was_killed_goes_on_where_it_stopped(
    town: Town, actors: Actors, failpoint: str
) -> None:
    before = len(signing_keys(town.layout.keys))
    killed = keys(town, "rotate", "credential", failpoint=failpoint)
    assert killed.returncode == -9, killed.stderr
    assert (await a_held_card(actors, town.city_file.citizens[3])).credential

    done = keys(town, "rotate", "credential")
    assert done.returncode == 0, done.stderr
    made = len(signing_keys(town.layout.keys)) - before
    # Killed before the key was registered, the same key is taken; else that rotation was as good as done.
    assert made == (1 if failpoint == "rotate.after_list" else 2)
    assert await signing(actors) == signing_keys(town.layout.keys)[-1].thumbprint


async def test_a_key_is_changed_before_cards_outlive_its_certificate(town: Town, actors: Actors) -> None:
    before = await signing(actors), await signing(actors, "status")
    office = KeyOffice(
        layout=town.layout, clock=SystemClock(), entropy=SystemEntropy(), report=lambda _: None
    )
    await office.renew()
    assert (await signing(actors), await signing(actors, "status")) == before

    late = replace(office, clock=FixedClock(SystemClock().now() + timedelta(days=1100)))
    await late.renew()
    assert await signing(actors) != before[0]
    assert await signing(actors, "status") != before[1]


async def test_the_keys_outlive_a_restart_without_the_chain(town: Town, actors: Actors) -> None:
    before = await signing(actors)
    town.kill("issuer")
    town.kill("chain")
    town.restart("issuer")
    assert await signing(actors) == before
    town.restart("chain")


def test_a_thumbprint_that_is_none_is_refused(town: Town) -> None:
    assert keys(town, "retire", "no-thumbprint").returncode == 2
    unknown = keys(town, "retire", os.urandom(32).hex())
    assert (unknown.returncode, "not listed" in unknown.stderr) == (1, True)
