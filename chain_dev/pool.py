"""Transactions that wait until the ones before them arrive."""

from eth.abc import SignedTransactionAPI

from chain_dev.errors import AlreadyKnown, TransactionRefused

_MOST_WAITING = 256


class NonceQueue:
    """Per sender, transactions whose nonce is still ahead of the chain. Lost when the process ends."""

    def __init__(self) -> None:
        self._waiting: dict[bytes, dict[int, SignedTransactionAPI]] = {}
        self._by_hash: dict[bytes, SignedTransactionAPI] = {}

    def add(self, transaction: SignedTransactionAPI) -> None:
        """Keep a transaction for later.

        Raises:
            AlreadyKnown: this very transaction waits already.
            TransactionRefused: the sender's queue is full, or another one holds the nonce at no lower price.
        """
        if transaction.hash in self._by_hash:
            raise AlreadyKnown("already known")
        queue = self._waiting.setdefault(transaction.sender, {})
        rival = queue.get(transaction.nonce)
        if rival is not None and transaction.max_fee_per_gas * 10 < rival.max_fee_per_gas * 11:
            raise TransactionRefused("replacement transaction underpriced")
        if rival is None and len(queue) >= _MOST_WAITING:
            raise TransactionRefused("txpool is full")
        if rival is not None:
            del self._by_hash[rival.hash]
        queue[transaction.nonce] = transaction
        self._by_hash[transaction.hash] = transaction

    def find(self, transaction_hash: bytes) -> SignedTransactionAPI | None:
        """Look for a waiting transaction."""
        return self._by_hash.get(transaction_hash)

    def take(self, sender: bytes, nonce: int) -> SignedTransactionAPI | None:
        """Remove and return the sender's transaction with that nonce, if it waits; drop older ones."""
        queue = self._waiting.get(sender, {})
        for stale in [one for one in queue if one < nonce]:
            del self._by_hash[queue.pop(stale).hash]
        found = queue.pop(nonce, None)
        if found is not None:
            del self._by_hash[found.hash]
        if not queue:
            self._waiting.pop(sender, None)
        return found
