"""The table of halts."""

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from citywallet.storage.rows import table_of
from issuer.adapters.tables import HaltRow
from issuer.domain.halts import EndOfHalt, Halt
from issuer.domain.identifiers import HaltId

_halts = table_of(HaltRow)


class SqlHaltRecords:
    """Halts in the issuer's database."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def lasting(self) -> Halt | None:
        """The halt that lasts, or None."""
        query = select(_halts).where(_halts.c.ended_at.is_(None)).order_by(_halts.c.begun_at).limit(1)
        row = (await self._connection.execute(query)).first()
        if row is None:
            return None
        return Halt(id=HaltId(row.id), begun_by=row.begun_by, begun_at=row.begun_at, reason=row.reason)

    async def begin(self, halt: Halt) -> None:
        """Record that nothing is issued from now on."""
        values = {"id": halt.id, "begun_by": halt.begun_by, "begun_at": halt.begun_at, "reason": halt.reason}
        await self._connection.execute(insert(_halts).values(**values))

    async def end(self, end: EndOfHalt) -> None:
        """Record that a halt is over."""
        mine = _halts.c.id == end.halt_id
        values = {"ended_by": end.ended_by, "ended_at": end.ended_at}
        await self._connection.execute(update(_halts).where(mine).values(**values))
