"""`citywallet doctor --deep` beside a running city, and over a folder in which something was changed."""

import json
import os
import shutil
import sqlite3
from pathlib import Path

import pytest

from city.demo.actors import Actors
from city.town import Town
from tests.support.cards import a_held_card, shown
from tests.support.city import run_command


def doctor(folder: Path) -> tuple[int, dict[str, list[str]]]:
    """The exit status, and the breaches by invariant."""
    arguments = ("doctor", "--deep", "--json", "--directory", str(folder))
    ended = run_command(*arguments, environment=dict(os.environ))
    return ended.returncode, {one["name"]: one["breaches"] for one in json.loads(ended.stdout)}


@pytest.fixture
async def lived(town: Town, actors: Actors) -> Town:
    """A city in which a card was received, shown and suspended."""
    card = await a_held_card(actors, town.city_file.citizens[0])
    await shown(actors, card, "age-65")
    await actors.issuer.suspend(card.credential)
    await actors.until_anchored(card.credential)
    return town


@pytest.fixture
def copied(lived: Town, tmp_path: Path) -> Path:
    """What a backup of the running city's folder holds; the chain is the running one."""
    for name in ("city.json", "keys"):
        source = lived.layout.root / name
        shutil.copytree(source, tmp_path / name) if source.is_dir() else shutil.copy(source, tmp_path)
    for service in ("issuer", "wallet", "verifier"):
        with (
            sqlite3.connect(lived.layout.database(service)) as source,
            sqlite3.connect(tmp_path / f"{service}.sqlite3") as copy,
        ):
            source.backup(copy)
        source.close()
        copy.close()
    return tmp_path


def test_running_city_is_found_true(lived: Town) -> None:
    status, breaches = doctor(lived.layout.root)
    assert (status, [name for name, found in breaches.items() if found]) == (0, [])


def test_city_that_does_not_run_is_found_true(copied: Path) -> None:
    assert doctor(copied)[0] == 0


@pytest.mark.parametrize(
    ("broken", "change"),
    [
        ("states_follow_the_rules", "UPDATE issuance_intents SET state = 'valid'"),
        ("effect_is_on_chain_once", "UPDATE status_publications SET root = zeroblob(32)"),
        ("lists_follow_from_the_changes", "UPDATE status_changes SET list_index = list_index + 1"),
        ("card_is_on_record", "DELETE FROM credentials"),
    ],
)
def test_changed_database_is_named(copied: Path, broken: str, change: str) -> None:
    with sqlite3.connect(copied / "issuer.sqlite3") as connection:
        connection.execute(change)
    connection.close()
    status, breaches = doctor(copied)
    assert status == 1
    assert breaches[broken]
