"""Makes one block out of transactions, with `mine_all`'s single pass over the state."""

from collections.abc import Sequence
from datetime import datetime

from eth.abc import BlockAPI, BlockHeaderAPI, ComputationAPI, ReceiptAPI, SignedTransactionAPI

from chain_dev.genesis import COINBASE, CityChain

Mined = tuple[BlockAPI, tuple[ReceiptAPI, ...], tuple[ComputationAPI, ...]]


def next_header(chain: CityChain, *, parent: BlockHeaderAPI, now: datetime) -> BlockHeaderAPI:
    """The header of the block that would follow `parent` now, before any transaction is in it."""
    return chain.create_header_from_parent(
        parent,
        gas_limit=parent.gas_limit,
        timestamp=max(int(now.timestamp()), parent.timestamp),
        coinbase=COINBASE,
    )


def mine(
    chain: CityChain,
    transactions: Sequence[SignedTransactionAPI],
    *,
    parent: BlockHeaderAPI,
    now: datetime,
) -> Mined:
    """Apply the transactions on top of `parent`, the head, and make the result the new head.

    The block carries the second of `now`, or its parent's where the clock went back. Headers are checked
    once: `mine_all` itself would check each a second time.

    Raises:
        ValidationError: (py-evm's) a transaction cannot be applied; what was written so far must be dropped.
    """
    header = next_header(chain, parent=parent, now=now)
    vm = chain.get_vm(header)
    applied, receipts, computations = vm.apply_all_transactions(transactions, header)
    filled = vm.set_block_transactions_and_withdrawals(vm.get_block(), applied, transactions, receipts)
    block = vm.mine_block(filled).block
    chain.chaindb.persist_block(block)
    return block, receipts, computations
