"""Transactions in the database."""

from datetime import datetime

from sqlalchemy import ColumnElement, delete
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select

from citywallet.protocol.policy import Decision
from citywallet.storage.database import Database
from citywallet.storage.rows import session_on
from verifier.adapters.tables import OutcomeRow, TransactionRow
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
        async with self._database.transaction() as connection:
            session = session_on(connection)
            session.add(_row(requested.opening))
            await session.flush()

    async def by_id(self, transaction_id: TransactionId) -> Transaction | None:
        """The transaction of that id."""
        return await self._find(col(TransactionRow.id) == transaction_id)

    async def by_request(self, request_id: RequestId) -> Transaction | None:
        """The transaction whose request has that id."""
        return await self._find(col(TransactionRow.request_id) == request_id)

    async def by_response(self, response_id: ResponseId) -> Transaction | None:
        """The transaction whose response address has that id."""
        return await self._find(col(TransactionRow.response_id) == response_id)

    async def conclude(self, answered: Answered) -> None:
        """Write the outcome if none is written yet.

        Raises:
            AlreadyAnswered: another answer was first, perhaps in another process.
        """
        outcome = OutcomeRow(
            transaction_id=answered.opening.id,
            answered_at=answered.answered_at,
            decision=answered.decision.value,
            report=answered.report,
        )
        async with self._database.transaction() as connection:
            session = session_on(connection)
            session.add(outcome)
            try:
                await session.flush()
            except IntegrityError as error:
                raise AlreadyAnswered from error

    async def forget(self, question: str, *, opened_before: datetime) -> int:
        """Delete a question's transactions from before a time, with their outcomes; says how many."""
        opened_at = col(TransactionRow.opened_at)
        old = (col(TransactionRow.question) == question) & (opened_at < opened_before)
        async with self._database.read() as connection:
            query = select(TransactionRow.id).where(old).limit(1)
            if (await session_on(connection).exec(query)).first() is None:
                return 0
        async with self._database.transaction() as connection:
            return (await session_on(connection).exec(delete(TransactionRow).where(old))).rowcount

    async def _find(self, condition: ColumnElement[bool]) -> Transaction | None:
        query = select(TransactionRow, OutcomeRow).outerjoin(OutcomeRow).where(condition)
        async with self._database.read() as connection:
            found = (await session_on(connection).exec(query)).first()
        return None if found is None else _transaction(*found)


def _transaction(row: TransactionRow, outcome: OutcomeRow | None) -> Transaction:
    opening = _opening(row)
    if outcome is None:
        return Requested(opening=opening)
    return Answered(
        opening=opening,
        answered_at=outcome.answered_at,
        decision=Decision(outcome.decision),
        report=outcome.report,
    )


def _row(opening: Opening) -> TransactionRow:
    return TransactionRow(
        id=opening.id,
        question=opening.question,
        as_of=opening.as_of,
        request_id=opening.request_id,
        response_id=opening.response_id,
        nonce=opening.nonce,
        state=opening.state,
        opened_at=opening.opened_at,
        expires_at=opening.expires_at,
    )


def _opening(row: TransactionRow) -> Opening:
    return Opening(
        id=TransactionId(row.id),
        question=row.question,
        as_of=row.as_of,
        request_id=RequestId(row.request_id),
        response_id=ResponseId(row.response_id),
        nonce=Nonce(row.nonce),
        state=State(row.state),
        opened_at=row.opened_at,
        expires_at=row.expires_at,
    )
