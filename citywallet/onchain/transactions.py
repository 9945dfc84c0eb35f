"""Signed transactions, and the port through which they are kept before anyone sees them."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from citywallet.onchain.errors import NonceTaken


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """What a transaction does: the contract to call (None: create one), and the bytes for it."""

    to: bytes | None
    data: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedTransaction:
    """A transaction that can be sent any number of times and has its effect once.

    `key` names the act for which it was signed; `account` has 20 bytes, `hash` 32.
    """

    key: str
    account: bytes
    nonce: int
    raw: bytes
    hash: bytes


class Settlement(StrEnum):
    """What a block made of a transaction."""

    MINED = "mined"
    REVERTED = "reverted"


class RawTransactionStore(Protocol):
    """Keeps signed transactions, so that after a crash the same one is sent again, never a second one.

    Whatever a method writes is durable when it returns. An implementation may raise `NonceTaken` and the
    storage errors of its own package.
    """

    async def find(self, key: str) -> SignedTransaction | None:
        """The transaction of this act that is unsettled or mined; None if there is none."""
        ...

    async def unsettled(self, account: bytes) -> Sequence[SignedTransaction]:
        """The account's transactions that are not settled, by ascending nonce."""
        ...

    async def add(self, transaction: SignedTransaction) -> None:
        """Keep a transaction that was just signed.

        Raises:
            NonceTaken: the account has a transaction with this nonce, or the act has one that `find`
                returns.
        """
        ...

    async def settle(self, transaction_hash: bytes, settlement: Settlement) -> None:
        """Note how a transaction ended; noting it again changes nothing."""
        ...

    async def forget(self, transaction_hash: bytes) -> None:
        """Drop a transaction that is not settled: no node took it, or another one has its nonce."""
        ...


class TransientTransactionStore:
    """Keeps transactions as long as the process runs: for a deployment, which starts over after a crash."""

    def __init__(self) -> None:
        self._transactions: dict[bytes, SignedTransaction] = {}
        self._settlements: dict[bytes, Settlement] = {}

    async def find(self, key: str) -> SignedTransaction | None:
        """See `RawTransactionStore`."""
        alive = (None, Settlement.MINED)
        found = (one for one in self._transactions.values() if one.key == key)
        return next((one for one in found if self._settlements.get(one.hash) in alive), None)

    async def unsettled(self, account: bytes) -> Sequence[SignedTransaction]:
        """See `RawTransactionStore`."""
        waiting = [one for one in self._of(account) if one.hash not in self._settlements]
        return sorted(waiting, key=lambda one: one.nonce)

    async def add(self, transaction: SignedTransaction) -> None:
        """See `RawTransactionStore`."""
        taken = any(one.nonce == transaction.nonce for one in self._of(transaction.account))
        if taken or await self.find(transaction.key) is not None:
            raise NonceTaken(f"nonce {transaction.nonce} or the act {transaction.key} has a transaction")
        self._transactions[transaction.hash] = transaction

    async def settle(self, transaction_hash: bytes, settlement: Settlement) -> None:
        """See `RawTransactionStore`."""
        self._settlements.setdefault(transaction_hash, settlement)

    async def forget(self, transaction_hash: bytes) -> None:
        """See `RawTransactionStore`."""
        if transaction_hash not in self._settlements:
            self._transactions.pop(transaction_hash, None)

    def _of(self, account: bytes) -> list[SignedTransaction]:
        return [one for one in self._transactions.values() if one.account == account]
