"""The chain as one object: takes transactions, makes blocks, answers questions."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final, Self

from eth.abc import BlockHeaderAPI, SignedTransactionAPI, StateAPI
from eth.exceptions import TransactionNotFound
from eth.vm.forks.london.headers import calculate_expected_base_fee_per_gas
from eth_typing import BlockNumber, Hash32
from eth_utils.exceptions import ValidationError

from chain_dev import execution, mining, snapshot
from chain_dev.admission import read_transaction, refuse_hopeless
from chain_dev.backend import require_native_backends
from chain_dev.errors import (
    AlreadyKnown,
    BlockUnknown,
    SnapshotUnknown,
    TransactionRefused,
)
from chain_dev.genesis import CityChain
from chain_dev.index import ChainIndex
from chain_dev.opening import ensure_genesis
from chain_dev.pool import NonceQueue
from chain_dev.store import ChainStore
from citywallet.runtime.clock import Clock

TIP_WEI: Final = 1_000_000_000
"""What callers who ask are told to offer above the base fee."""

_FIRST: Final = BlockNumber(0)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A block to which the chain can be taken back."""

    number: BlockNumber


class Node:
    """Owns the chain and its file. Everything runs in one thread, one request after the other."""

    def __init__(self, store: ChainStore, *, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._ahead = timedelta(0)
        self._queue = NonceQueue()
        self._snapshots: list[Snapshot] = []
        self.index = ChainIndex(store)
        self.chain = CityChain(store)
        self._stand_on_head()

    @classmethod
    def open(cls, path: Path, *, clock: Clock) -> Self:
        """Continue the chain in the file, or begin a new one where there is no file.

        Raises:
            BackendMissing: the native libraries are not in use.
            DatabaseForeign: the file is not a chain, or only half of one.
            DatabaseInUse: another process owns it.
            DatabaseUnwritable: it cannot be opened or written.
            DatabaseOfOtherChain: it holds another chain.
        """
        require_native_backends()
        store = ChainStore.open(path)
        try:
            ensure_genesis(store, path, clock=clock)
            return cls(store, clock=clock)
        except BaseException:
            store.close()
            raise

    def close(self) -> None:
        """Give the file back."""
        self._store.close()

    # Blocks and state

    @property
    def head(self) -> BlockHeaderAPI:
        """The newest block's header; it is final at once, since nobody else makes blocks."""
        return self._head

    @property
    def genesis_hash(self) -> bytes:
        """The hash of block 0, which tells this chain from every other."""
        return bytes(self.chain.get_canonical_block_header_by_number(_FIRST).hash)

    def header(self, number: int) -> BlockHeaderAPI:
        """Read a header of the chain.

        Raises:
            BlockUnknown: there is no such block yet.
        """
        if number > self.head.block_number:
            raise BlockUnknown("header not found")
        return self.chain.get_canonical_block_header_by_number(BlockNumber(number))

    def state(self, number: int) -> StateAPI:
        """The world after block `number`.

        Raises:
            BlockUnknown: there is no such block yet.
        """
        if number == self._head.block_number:
            return self._head_state
        return self.chain.get_vm(self.header(number)).state

    def call(self, number: int, wanted: execution.Call) -> bytes:
        """Run a call after block `number`.

        Raises:
            BlockUnknown: there is no such block yet.
            ExecutionReverted: the contract reverted.
            ExecutionFailed: the call ended in another way.
        """
        return execution.call(self.chain, self.header(number), wanted)

    def estimate_gas(self, wanted: execution.Call) -> int:
        """Say how much gas the transaction would need in the next block.

        Raises:
            ExecutionReverted: it would revert.
            ExecutionFailed: it would fail in another way.
        """
        following = mining.next_header(self.chain, parent=self._head, now=self._now())
        return execution.estimate_gas(self.chain, following, wanted)

    def next_base_fee(self) -> int:
        """The base fee of the block that comes next, in wei."""
        return calculate_expected_base_fee_per_gas(self._head)

    # Transactions

    def submit(self, raw: bytes) -> bytes:
        """Take a signed transaction: it is in a block when this returns, or waits for a smaller nonce.

        Raises:
            AlreadyKnown: it is in the chain, or waits already.
            NonceTooLow: the sender used the nonce for another transaction.
            TransactionRefused: it is unreadable, for another chain, unpaid or too large.
        """
        transaction = read_transaction(raw)
        if self.index.transaction(transaction.hash) is not None or self._queue.find(transaction.hash):
            raise AlreadyKnown("already known")
        state = self._head_state
        expected = state.get_nonce(transaction.sender)
        refuse_hopeless(transaction, state, next_nonce=expected, base_fee=self.next_base_fee())
        if transaction.nonce > expected:
            self._queue.add(transaction)
            return bytes(transaction.hash)
        self._mine(transaction)
        self._mine_successors(transaction)
        return bytes(transaction.hash)

    def waiting(self, transaction_hash: bytes) -> SignedTransactionAPI | None:
        """Look for a transaction that waits for a smaller nonce."""
        return self._queue.find(transaction_hash)

    def raw_transaction(self, transaction_hash: bytes) -> bytes | None:
        """The bytes of a transaction as its sender signed them; None if it is not in the chain."""
        try:
            return self.chain.get_canonical_transaction(Hash32(transaction_hash)).encode()
        except TransactionNotFound:
            return None

    def _mine_successors(self, transaction: SignedTransactionAPI) -> None:
        """Give the waiting transactions of the same sender their blocks, as far as the nonces go on."""
        nonce = transaction.nonce + 1
        while (successor := self._queue.take(transaction.sender, nonce)) is not None:
            try:
                self._mine(successor)
            except TransactionRefused:
                return
            nonce += 1

    def _mine(self, *transactions: SignedTransactionAPI) -> None:
        try:
            with self._store.one_block():
                self.index.add(*mining.mine(self.chain, transactions, parent=self._head, now=self._now()))
        except ValidationError as refused:
            raise TransactionRefused(str(refused)) from refused
        self._stand_on_head()

    def _stand_on_head(self) -> None:
        self._head = self.chain.get_canonical_head()
        self._head_state = self.chain.get_vm(self._head).state

    def _now(self) -> datetime:
        return self._clock.now() + self._ahead

    # For tests alone

    def mine_empty(self) -> None:
        """Make a block without transactions."""
        self._mine()

    def step_forward(self, interval: timedelta) -> None:
        """Let all further block times run ahead of the clock by `interval` more."""
        self._ahead += interval

    def take_snapshot(self) -> int:
        """Remember the head and return the snapshot's number, counted from 1."""
        self._snapshots.append(Snapshot(self.head.block_number))
        return len(self._snapshots)

    def revert_to(self, number: int) -> None:
        """Take the chain back to a snapshot; later snapshots and everything that waits are dropped.

        Raises:
            SnapshotUnknown: there is no such snapshot any more.
        """
        if not 1 <= number <= len(self._snapshots):
            raise SnapshotUnknown("snapshot not found")
        kept = self._snapshots[number - 1]
        del self._snapshots[number - 1 :]
        snapshot.cut_after(kept.number, store=self._store, chain=self.chain, index=self.index)
        self._queue = NonceQueue()
        self.chain = CityChain(self._store)
        self._stand_on_head()
