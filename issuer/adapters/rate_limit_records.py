"""The table of rates."""

from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from citywallet.storage.dialect import insert_unless_present
from citywallet.storage.rows import table_of
from issuer.adapters.tables import RateLimitRow

_rates = table_of(RateLimitRow)


class SqlRateLimitRecords:
    """Rates in the issuer's database."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def recovery_of(self, subject: str, *, now: datetime) -> datetime:
        """When the subject will have recovered; `now` for one that is new."""
        statement = insert_unless_present(
            _rates,
            {"subject": subject, "recovered_at": now},
            unique=["subject"],
            dialect=self._connection.dialect.name,
        )
        await self._connection.execute(statement)
        # Two that count at one time must count two; SQLite's units of work stand in line anyway.
        query = select(_rates.c.recovered_at).where(_rates.c.subject == subject).with_for_update()
        recovered_at: datetime = (await self._connection.execute(query)).scalar_one()
        return recovered_at

    async def save(self, subject: str, *, recovered_at: datetime) -> None:
        """Record when the subject will have recovered."""
        mine = _rates.c.subject == subject
        await self._connection.execute(update(_rates).where(mine).values(recovered_at=recovered_at))

    async def forget_recovered(self, now: datetime) -> None:
        """Drop the subjects that have recovered."""
        await self._connection.execute(delete(_rates).where(_rates.c.recovered_at <= now))
