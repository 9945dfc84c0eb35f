"""Takes the chain back to an earlier block, for tests that need a reorganisation or a clean start.

Nothing of the state is ever deleted, so an older head is enough to have its whole world back.
"""

from eth.db.schema import SchemaV1
from eth.rlp.sedes import chain_gaps
from eth_typing import BlockNumber, Hash32
from rlp.codec import encode

from chain_dev.genesis import CityChain
from chain_dev.index import ChainIndex
from chain_dev.store import ChainStore


def cut_after(number: BlockNumber, *, store: ChainStore, chain: CityChain, index: ChainIndex) -> None:
    """Make block `number` the head again and forget what came after it."""
    header = chain.get_canonical_block_header_by_number(number)
    head = chain.get_canonical_head()
    with store.one_block():
        store[SchemaV1.make_canonical_head_hash_lookup_key()] = header.hash
        for dropped in map(BlockNumber, range(number + 1, head.block_number + 1)):
            for transaction_hash in _hashes(index, dropped):
                store.delete(SchemaV1.make_transaction_hash_to_block_lookup_key(transaction_hash))
            store.delete(SchemaV1.make_block_number_to_hash_lookup_key(dropped))
        gaps = bytes(encode(((), number + 1), sedes=chain_gaps))  # type: ignore[no-untyped-call]
        store[SchemaV1.make_chain_gaps_lookup_key()] = gaps
        store[SchemaV1.make_header_chain_gaps_lookup_key()] = gaps
        index.cut_after(number)


def _hashes(index: ChainIndex, number: int) -> list[Hash32]:
    body = index.block(number, with_transactions=False)
    texts = body["transactions"] if body else []
    return [Hash32(bytes.fromhex(str(text)[2:])) for text in texts] if isinstance(texts, list) else []
