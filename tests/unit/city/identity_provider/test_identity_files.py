"""The files of the demo provider: people, and keys that turn."""

import stat
from datetime import timedelta
from pathlib import Path

import pytest

from city.identity_provider.people import Person, load_people, save_people
from city.identity_provider.signing_keys import (
    SIGNS_FOR,
    VERIFIES_AFTERWARDS,
    load_keys,
    save_keys,
    turn_keys,
)
from citywallet.runtime.settings import SettingsInvalid
from tests.support.clock import NOON

FIRST, SECOND = b"1" * 48, b"2" * 48
PASSPHRASE = b"a passphrase"


def test_people_are_read_as_they_were_written(tmp_path: Path) -> None:
    people = (Person(id="c-1", name="김가늘", age=70, district="서구"),)
    save_people(tmp_path / "people.json", people)
    assert load_people(tmp_path / "people.json") == people


@pytest.mark.parametrize("content", ["", "{}x", '[{"id": "c-1"}]', "[1]"])
def test_damaged_people_stop_the_start(tmp_path: Path, content: str) -> None:
    (tmp_path / "people.json").write_text(content)
    with pytest.raises(SettingsInvalid, match=r"people\.json"):
        load_people(tmp_path / "people.json")


def test_keys_are_read_as_they_were_written_and_are_for_their_owner_alone(tmp_path: Path) -> None:
    path, keys = tmp_path / "keys.json", turn_keys((), secret=FIRST, now=NOON)
    assert load_keys(path, passphrase=PASSPHRASE) == ()
    save_keys(path, keys, passphrase=PASSPHRASE)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    read = load_keys(path, passphrase=PASSPHRASE)
    assert [(each.id, each.made_at) for each in read] == [(each.id, each.made_at) for each in keys]
    with pytest.raises(SettingsInvalid, match=r"keys\.json"):
        load_keys(path, passphrase=b"another")


def test_a_key_signs_for_a_week_and_verifies_a_day_longer() -> None:
    first = turn_keys((), secret=FIRST, now=NOON)
    just_before = NOON + SIGNS_FOR - timedelta(seconds=1)
    assert turn_keys(first, secret=SECOND, now=just_before) == first
    both = turn_keys(first, secret=SECOND, now=NOON + SIGNS_FOR)
    assert both[:-1] == first
    after = turn_keys(both, secret=b"3" * 48, now=NOON + SIGNS_FOR + VERIFIES_AFTERWARDS)
    assert after == both[1:]
