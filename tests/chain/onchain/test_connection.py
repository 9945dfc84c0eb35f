"""A connection to a real chain: the right one, the wrong one, and one that goes away."""

from dataclasses import replace
from datetime import timedelta

import pytest

from citywallet.onchain.address_book import AddressBook, DeployedContract
from citywallet.onchain.connection import ChainConnection
from citywallet.onchain.errors import ChainUnreachable, WrongChain, WrongCode, WrongGenesis
from tests.support.chain import free_port
from tests.support.contracts import LIST, Contracts


def with_anchor(book: AddressBook, **changes: bytes) -> AddressBook:
    """The book with another place for the anchor."""
    changed: DeployedContract = replace(book.contract("StatusAnchor"), **changes)
    return replace(book, contracts={**book.contracts, "StatusAnchor": changed})


@pytest.mark.threat(66)
async def test_a_node_of_another_chain_is_refused(contracts: Contracts) -> None:
    with pytest.raises(WrongChain):
        await ChainConnection.open(contracts.chain.url, replace(contracts.book, chain_id=1))


@pytest.mark.threat(64)
async def test_a_chain_with_another_first_block_is_refused(contracts: Contracts) -> None:
    with pytest.raises(WrongGenesis):
        await ChainConnection.open(contracts.chain.url, replace(contracts.book, genesis_hash=bytes(32)))


@pytest.mark.threat(67)
async def test_an_address_without_code_is_refused(contracts: Contracts) -> None:
    book = with_anchor(contracts.book, address=contracts.address("outsider"))
    with pytest.raises(WrongCode, match="StatusAnchor is missing"):
        await ChainConnection.open(contracts.chain.url, book)


@pytest.mark.threat(67)
async def test_an_address_with_other_code_is_refused(contracts: Contracts) -> None:
    book = with_anchor(contracts.book, address=contracts.book.contract("IssuerDirectory").address)
    with pytest.raises(WrongCode, match="StatusAnchor is another"):
        await ChainConnection.open(contracts.chain.url, book)


@pytest.mark.threat(65)
async def test_a_port_where_nobody_listens_is_unreachable(contracts: Contracts) -> None:
    url = f"http://127.0.0.1:{free_port()}"
    with pytest.raises(ChainUnreachable):
        await ChainConnection.open(url, contracts.book, timeout=timedelta(seconds=2))


@pytest.mark.threat(65)
async def test_a_chain_that_comes_back_is_read_again(own_contracts: Contracts) -> None:
    await own_contracts.publish(1)
    own_contracts.chain.kill()
    with pytest.raises(ChainUnreachable):
        await own_contracts.anchor.current_head(LIST)
    own_contracts.chain.start()
    head = await own_contracts.anchor.current_head(LIST)
    assert head is not None
    assert head.head == own_contracts.head(1)


@pytest.mark.threat(64)
async def test_a_chain_that_was_begun_anew_is_refused(own_contracts: Contracts) -> None:
    own_contracts.chain.kill()
    with pytest.raises(ChainUnreachable):
        await own_contracts.anchor.current_head(LIST)
    for file in own_contracts.chain.database.parent.glob(f"{own_contracts.chain.database.name}*"):
        file.unlink()
    own_contracts.chain.start()
    with pytest.raises((WrongGenesis, WrongCode)):
        await own_contracts.anchor.current_head(LIST)
