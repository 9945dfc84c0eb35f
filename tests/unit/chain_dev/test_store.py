"""The chain's database: whole blocks or nothing."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from chain_dev.backend import require_native_backends
from chain_dev.errors import DatabaseForeign, DatabaseInUse, DatabaseUnwritable
from chain_dev.store import ChainStore


@pytest.fixture
def store(tmp_path: Path) -> Iterator[ChainStore]:
    opened = ChainStore.open(tmp_path / "chain.sqlite3")
    yield opened
    opened.close()


def test_native_backends_are_in_use() -> None:
    require_native_backends()


def test_block_is_written_whole(store: ChainStore, tmp_path: Path) -> None:
    with store.one_block():
        store[b"a"] = b"1"
        store[b"b"] = b"2"
        del store[b"a"]
    store.close()
    again = ChainStore.open(tmp_path / "chain.sqlite3")
    assert again[b"b"] == b"2"
    assert b"a" not in again
    again.close()


def test_nothing_of_a_broken_block_remains(store: ChainStore) -> None:
    with store.one_block():
        store[b"a"] = b"1"
    with pytest.raises(ZeroDivisionError):
        break_a_block(store)
    assert store[b"a"] == b"1"
    assert store.fact("name") is None


def break_a_block(store: ChainStore) -> None:
    with store.one_block():
        store[b"a"] = b"2"
        store.write_fact("name", "value")
        raise ZeroDivisionError


def test_state_changes_only_while_a_block_is_made(store: ChainStore) -> None:
    with pytest.raises(RuntimeError):
        store[b"a"] = b"1"


def test_absent_key_is_a_key_error(store: ChainStore) -> None:
    with pytest.raises(KeyError):
        store[b"a"]
    with store.one_block(), pytest.raises(KeyError):
        del store[b"a"]


def test_second_owner_is_refused(store: ChainStore, tmp_path: Path) -> None:
    with pytest.raises(DatabaseInUse):
        ChainStore.open(tmp_path / "chain.sqlite3")


def test_file_in_an_impossible_folder_is_refused_with_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    for path in (tmp_path / "file" / "chain.sqlite3", tmp_path):
        with pytest.raises(DatabaseUnwritable, match="see to its folder"):
            ChainStore.open(path)


def test_file_of_somebody_else_is_refused_and_not_touched(tmp_path: Path) -> None:
    letter = tmp_path / "letter"
    letter.write_bytes(b"Dear city, " * 500)
    with pytest.raises(DatabaseForeign):
        ChainStore.open(letter)
    assert letter.read_bytes() == b"Dear city, " * 500
