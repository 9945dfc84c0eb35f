"""Where the sender of transactions keeps them before anyone sees them."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, delete, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from citywallet.onchain.errors import NonceTaken
from citywallet.onchain.transactions import Settlement, SignedTransaction
from citywallet.storage.database import Database
from issuer.adapters.tables import raw_transactions

_columns = raw_transactions.c


class SqlRawTransactions:
    """Signed transactions in the issuer's database; each method is a unit of work of its own."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def find(self, key: str) -> SignedTransaction | None:
        """The transaction of this act that is unsettled or mined; None if there is none."""
        alive = or_(_columns.settlement.is_(None), _columns.settlement == Settlement.MINED.value)
        found = await self._select((_columns.act == key) & alive)
        return found[0] if found else None

    async def unsettled(self, account: bytes) -> Sequence[SignedTransaction]:
        """The account's transactions that are not settled, by ascending nonce."""
        return await self._select((_columns.account == account) & _columns.settlement.is_(None))

    async def add(self, transaction: SignedTransaction) -> None:
        """Keep a transaction that was just signed.

        Raises:
            NonceTaken: the account has a transaction with this nonce, or the act has one already.
        """
        statement = insert(raw_transactions).values(
            hash=transaction.hash,
            act=transaction.key,
            account=transaction.account,
            nonce=transaction.nonce,
            raw=transaction.raw,
        )
        try:
            async with self._database.transaction() as connection:
                await connection.execute(statement)
        except IntegrityError:
            raise NonceTaken(f"nonce {transaction.nonce}") from None

    async def settle(self, transaction_hash: bytes, settlement: Settlement) -> None:
        """Note how a transaction ended; noting it again changes nothing."""
        waiting = (_columns.hash == transaction_hash) & _columns.settlement.is_(None)
        async with self._database.transaction() as connection:
            await connection.execute(
                update(raw_transactions).where(waiting).values(settlement=settlement.value)
            )

    async def forget(self, transaction_hash: bytes) -> None:
        """Drop a transaction that is not settled: no node took it, or another one has its nonce."""
        waiting = (_columns.hash == transaction_hash) & _columns.settlement.is_(None)
        async with self._database.transaction() as connection:
            await connection.execute(delete(raw_transactions).where(waiting))

    async def _select(self, condition: ColumnElement[bool]) -> list[SignedTransaction]:
        query = select(raw_transactions).where(condition).order_by(_columns.nonce)
        async with self._database.read() as connection:
            return [_transaction(row) for row in await connection.execute(query)]


def _transaction(row: Row[Any]) -> SignedTransaction:
    return SignedTransaction(key=row.act, account=row.account, nonce=row.nonce, raw=row.raw, hash=row.hash)
