"""Begins a chain in a new file, and makes sure that an old file holds this chain and no other."""

from pathlib import Path
from typing import Final

from eth_typing import BlockNumber

from chain_dev.errors import DatabaseForeign, DatabaseOfOtherChain
from chain_dev.genesis import CityChain, write_genesis
from chain_dev.genesis_facts import CHAIN_ID
from chain_dev.index import ChainIndex
from chain_dev.store import ChainStore
from citywallet.runtime.clock import Clock

_FIRST: Final = BlockNumber(0)


def ensure_genesis(store: ChainStore, path: Path, *, clock: Clock) -> None:
    """Write block 0 into a new file; into a file that has one, never.

    Raises:
        DatabaseForeign: the file says that it holds a chain, but has no first block.
        DatabaseOfOtherChain: it holds another chain.
    """
    if store.fact("genesis_hash") is None:
        with store.one_block():
            header = write_genesis(store, at=clock.now())
            block = CityChain(store).get_canonical_block_by_number(_FIRST)
            ChainIndex(store).add(block, (), ())
            store.write_fact("chain_id", str(CHAIN_ID))
            store.write_fact("genesis_hash", header.hash.hex())
        return
    if store.fact("chain_id") != str(CHAIN_ID):
        raise DatabaseOfOtherChain(
            f"{path} holds chain {store.fact('chain_id')}, this is {CHAIN_ID}: move it away and start again."
        )
    try:
        found = CityChain(store).get_canonical_block_header_by_number(_FIRST).hash.hex()
    except Exception as broken:
        raise DatabaseForeign(f"{path} is only half a chain: move it away and start again.") from broken
    if found != store.fact("genesis_hash"):
        raise DatabaseOfOtherChain(f"{path} begins with another block: move it away and start again.")
