"""Looks whether the chain on which a city stands is its own, and what is anchored there. Changes nothing."""

from city.errors import CityHalfBuilt
from city.layout import Layout
from city.ports import Addresses
from citywallet.onchain.address_book import AddressBook
from citywallet.onchain.connection import ChainConnection
from citywallet.onchain.errors import AddressBookUnreadable, WrongChain, WrongCode
from citywallet.onchain.status_anchor import StatusAnchor
from citywallet.protocol.anchoring import list_id
from citywallet.protocol.trust import issuer_id


def rpc_url(addresses: Addresses) -> str:
    """Where the chain answers this machine."""
    return f"http://127.0.0.1:{addresses.chain.port}"


async def require_own_chain(layout: Layout, addresses: Addresses) -> None:
    """Make sure that the chain is the one of the address book.

    Raises:
        CityHalfBuilt: it is not, or the book is missing.
        ChainError: the chain does not answer.
    """
    await (await open_connection(layout, addresses)).close()


async def open_connection(layout: Layout, addresses: Addresses) -> ChainConnection:
    """Connect to the city's chain and make sure that it is the one of the address book.

    Raises:
        CityHalfBuilt: it is not, or the book is missing.
        ChainError: the chain does not answer.
    """
    try:
        return await ChainConnection.open(rpc_url(addresses), AddressBook.load(layout.address_book))
    except AddressBookUnreadable as missing:
        raise CityHalfBuilt(
            f"The city is half built ({missing}): start afresh with `make up RESET=1`."
        ) from missing
    except (WrongChain, WrongCode) as mismatch:
        raise CityHalfBuilt(
            f"The chain in {layout.chain_database} is not the one of {layout.address_book} ({mismatch}): "
            "restore the folder, or start afresh with `make up RESET=1`."
        ) from mismatch


async def lists_anchored(connection: ChainConnection, *, issuer_url: str, lists: int) -> bool:
    """Whether each of the issuer's first status lists has a head on the chain."""
    anchor = StatusAnchor(connection)
    issuer = issuer_id(issuer_url)
    for number in range(1, lists + 1):
        if await anchor.current_head(list_id(issuer, f"{issuer_url}/status/{number}")) is None:
            return False
    return True
