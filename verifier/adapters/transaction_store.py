"""Transactions in the database."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, delete, insert, select
from sqlalchemy.exc import IntegrityError

from citywallet.protocol.policy import Decision
from citywallet.storage.database import Database
from verifier.adapters.tables import outcomes, transactions
from verifier.domain.errors import AlreadyAnswered
from verifier.domain.transaction import (
    Answered,
    Nonce,
    Opening,
    Requested,
    RequestId,
    ResponseId,
    State,
    Transaction,
    TransactionId,
)


class SqlTransactionStore:
    """Implements TransactionStore."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, requested: Requested) -> None:
        """Keep a question just asked."""
        opening = requested.opening
        values = {column.name: getattr(opening, column.name) for column in transactions.columns}
        async with self._database.transaction() as connection:
            await connection.execute(insert(transactions).values(**values))

    async def by_id(self, transaction_id: TransactionId) -> Transaction | None:
        """The transaction of that id."""
        return await self._find(transactions.c.id == transaction_id)

    async def by_request(self, request_id: RequestId) -> Transaction | None:
        """The transaction whose request has that id."""
        return await self._find(transactions.c.request_id == request_id)

    async def by_response(self, response_id: ResponseId) -> Transaction | None:
        """The transaction whose response address has that id."""
        return await self._find(transactions.c.response_id == response_id)

    async def conclude(self, answered: Answered) -> None:
        """Write the outcome if none is written yet.

        Raises:
            AlreadyAnswered: another answer was first, perhaps in another process.
        """
        async with self._database.transaction() as connection:
            row = insert(outcomes).values(
                transaction_id=answered.opening.id,
                answered_at=answered.answered_at,
                decision=answered.decision.value,
                report=answered.report,
            )
            try:
                await connection.execute(row)
            except IntegrityError as error:
                raise AlreadyAnswered from error

    async def forget(self, question: str, *, opened_before: datetime) -> int:
        """Delete a question's transactions from before a time, with their outcomes; says how many."""
        old = (transactions.c.question == question) & (transactions.c.opened_at < opened_before)
        async with self._database.read() as connection:
            if (await connection.execute(select(transactions.c.id).where(old).limit(1))).first() is None:
                return 0
        async with self._database.transaction() as connection:
            return (await connection.execute(delete(transactions).where(old))).rowcount

    async def _find(self, condition: ColumnElement[bool]) -> Transaction | None:
        query = select(transactions, outcomes).outerjoin(outcomes).where(condition)
        async with self._database.read() as connection:
            row = (await connection.execute(query)).mappings().first()
        return None if row is None else _transaction(row)


def _transaction(row: RowMapping) -> Transaction:
    opening = _opening(row)
    if row["decision"] is None:
        return Requested(opening=opening)
    return Answered(
        opening=opening,
        answered_at=row["answered_at"],
        decision=Decision(row["decision"]),
        report=row["report"],
    )


def _opening(row: Any) -> Opening:
    return Opening(
        id=TransactionId(row["id"]),
        question=row["question"],
        as_of=row["as_of"],
        request_id=RequestId(row["request_id"]),
        response_id=ResponseId(row["response_id"]),
        nonce=Nonce(row["nonce"]),
        state=State(row["state"]),
        opened_at=row["opened_at"],
        expires_at=row["expires_at"],
    )
