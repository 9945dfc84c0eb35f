"""Looking at how a question stands, waiting a while if it is still open."""

import asyncio
from dataclasses import dataclass
from datetime import timedelta

from citywallet.runtime.clock import Clock
from verifier.domain.errors import TransactionUnknown
from verifier.domain.transaction import Requested, Transaction, TransactionId, at_time
from verifier.ports import TransactionStore

POLL_INTERVAL = timedelta(milliseconds=250)
MAX_WAIT = timedelta(seconds=60)


@dataclass(frozen=True, slots=True, kw_only=True)
class GetResult:
    """Reads a transaction. Whoever waits polls the database: the answer may come to another process."""

    transactions: TransactionStore
    clock: Clock

    async def __call__(self, transaction_id: TransactionId, *, wait: timedelta) -> Transaction:
        """The transaction as it stands now, or as soon as it is no longer open, at the latest after `wait`.

        `wait` is cut to a minute.

        Raises:
            TransactionUnknown: there is none of that id.
        """
        looks_left = min(wait, MAX_WAIT) // POLL_INTERVAL
        while True:
            found = await self.transactions.by_id(transaction_id)
            if found is None:
                raise TransactionUnknown
            transaction = at_time(found, now=self.clock.now())
            if looks_left <= 0 or not isinstance(transaction, Requested):
                return transaction
            looks_left -= 1
            await asyncio.sleep(POLL_INTERVAL.total_seconds())
