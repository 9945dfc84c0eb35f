"""Where the sender of transactions keeps them before anyone sees them."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, delete, or_, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select

from citywallet.onchain.errors import NonceTaken
from citywallet.onchain.transactions import Settlement, SignedTransaction
from citywallet.runtime.failpoint import failpoint
from citywallet.storage.database import Database
from citywallet.storage.rows import session_on
from issuer.adapters.tables import RawTransactionRow

_settlement = col(RawTransactionRow.settlement)


class SqlRawTransactions:
    """Signed transactions in the issuer's database; each method is a unit of work of its own."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def find(self, key: str) -> SignedTransaction | None:
        """The transaction of this act that is unsettled or mined; None if there is none."""
        alive = or_(_settlement.is_(None), _settlement == Settlement.MINED.value)
        found = await self._select((col(RawTransactionRow.act) == key) & alive)
        return found[0] if found else None

    async def unsettled(self, account: bytes) -> Sequence[SignedTransaction]:
        """The account's transactions that are not settled, by ascending nonce."""
        return await self._select((col(RawTransactionRow.account) == account) & _settlement.is_(None))

    async def add(self, transaction: SignedTransaction) -> None:
        """Keep a transaction that was just signed.

        Raises:
            NonceTaken: the account has a transaction with this nonce, or the act has one already.
        """
        row = RawTransactionRow(
            hash=transaction.hash,
            act=transaction.key,
            account=transaction.account,
            nonce=transaction.nonce,
            raw=transaction.raw,
        )
        failpoint("transaction.before_stored")
        try:
            async with self._database.transaction() as connection:
                session = session_on(connection)
                session.add(row)
                await session.flush()
        except IntegrityError:
            raise NonceTaken(f"nonce {transaction.nonce}") from None
        failpoint("transaction.after_stored")

    async def settle(self, transaction_hash: bytes, settlement: Settlement) -> None:
        """Note how a transaction ended; noting it again changes nothing."""
        settled = (
            update(RawTransactionRow).where(_waits(transaction_hash)).values(settlement=settlement.value)
        )
        failpoint("transaction.before_settled")  # the node gave a receipt
        async with self._database.transaction() as connection:
            await session_on(connection).exec(settled)
        failpoint("transaction.after_settled")

    async def forget(self, transaction_hash: bytes) -> None:
        """Drop a transaction that is not settled: no node took it, or another one has its nonce."""
        async with self._database.transaction() as connection:
            await session_on(connection).exec(delete(RawTransactionRow).where(_waits(transaction_hash)))

    async def _select(self, condition: ColumnElement[bool]) -> list[SignedTransaction]:
        query = select(RawTransactionRow).where(condition).order_by(col(RawTransactionRow.nonce))
        async with self._database.read() as connection:
            return [_transaction(row) for row in await session_on(connection).exec(query)]


def _waits(transaction_hash: bytes) -> ColumnElement[bool]:
    return (col(RawTransactionRow.hash) == transaction_hash) & _settlement.is_(None)


def _transaction(row: RawTransactionRow) -> SignedTransaction:
    return SignedTransaction(key=row.act, account=row.account, nonce=row.nonce, raw=row.raw, hash=row.hash)
