"""A deployment, and the address book that finds it again."""

from pathlib import Path

import pytest
from eth_utils.crypto import keccak

from citywallet.onchain.address_book import AddressBook
from citywallet.onchain.artifacts import CONTRACTS, load_artifact
from citywallet.onchain.connection import ChainConnection
from tests.support.contracts import Contracts


@pytest.mark.parametrize("contract", CONTRACTS)
async def test_the_book_names_the_code_that_the_chain_holds(contracts: Contracts, contract: str) -> None:
    place = contracts.book.contract(contract)
    answer = contracts.chain.rpc("eth_getCode", "0x" + place.address.hex(), "latest")
    code = bytes.fromhex(str(answer)[2:])
    assert keccak(code) == place.code_hash
    assert load_artifact(contract).matches_deployed(code)


async def test_a_saved_book_opens_the_same_deployment(contracts: Contracts, tmp_path: Path) -> None:
    contracts.book.save(tmp_path / "book.json")
    book = AddressBook.load(tmp_path / "book.json")
    connection = await ChainConnection.open(contracts.chain.url, book)
    await connection.close()


async def test_the_root_is_the_account_that_was_named_and_not_the_deployer(contracts: Contracts) -> None:
    place = contracts.book.contract("IssuerDirectory")
    calldata = "0x" + keccak(b"defaultAdmin()")[:4].hex()
    answer = contracts.chain.rpc("eth_call", {"to": "0x" + place.address.hex(), "data": calldata}, "latest")
    assert str(answer).endswith(contracts.address("root_authority").hex())
