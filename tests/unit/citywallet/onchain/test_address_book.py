"""The address book: where our contracts are, on which chain."""

import json
from pathlib import Path

import pytest

from citywallet.onchain.address_book import AddressBook, DeployedContract
from citywallet.onchain.errors import AddressBookUnreadable

BOOK = AddressBook(
    chain_id=20260701,
    genesis_hash=b"\x01" * 32,
    contracts={
        "StatusAnchor": DeployedContract(address=b"\x02" * 20, code_hash=b"\x03" * 32, deployed_block=7)
    },
)


def test_a_book_reads_back_as_it_was_saved(tmp_path: Path) -> None:
    BOOK.save(tmp_path / "book.json")
    assert AddressBook.load(tmp_path / "book.json") == BOOK


def test_saving_replaces_an_older_book_and_leaves_no_other_file(tmp_path: Path) -> None:
    (tmp_path / "book.json").write_text("older")
    BOOK.save(tmp_path / "book.json")
    assert [path.name for path in tmp_path.iterdir()] == ["book.json"]
    assert AddressBook.load(tmp_path / "book.json") == BOOK


def test_a_missing_book_is_named(tmp_path: Path) -> None:
    with pytest.raises(AddressBookUnreadable, match="there is no address book"):
        AddressBook.load(tmp_path / "book.json")


@pytest.mark.parametrize(
    "change",
    [
        {"format": 2},
        {"chain_id": "20260701"},
        {"chain_id": True},
        {"chain_id": -1},
        {"genesis_hash": "0x01"},
        {"genesis_hash": "0x" + "zz" * 32},
        {"genesis_hash": None},
        {"contracts": []},
        {"contracts": {"StatusAnchor": {"address": "0x00"}}},
    ],
)
def test_a_book_of_another_form_is_refused(tmp_path: Path, change: dict[str, object]) -> None:
    BOOK.save(tmp_path / "book.json")
    members = json.loads((tmp_path / "book.json").read_text()) | change
    (tmp_path / "book.json").write_text(json.dumps(members))
    with pytest.raises(AddressBookUnreadable):
        AddressBook.load(tmp_path / "book.json")


def test_half_a_book_is_refused(tmp_path: Path) -> None:
    BOOK.save(tmp_path / "book.json")
    text = (tmp_path / "book.json").read_text()
    (tmp_path / "book.json").write_text(text[: len(text) // 2])
    with pytest.raises(AddressBookUnreadable):
        AddressBook.load(tmp_path / "book.json")


def test_a_contract_that_the_book_does_not_have_is_named() -> None:
    with pytest.raises(AddressBookUnreadable, match="IssuerDirectory"):
        BOOK.contract("IssuerDirectory")
