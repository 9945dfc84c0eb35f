"""Effects on the outside that are written with the change that causes them, and carried out afterwards.

An item is delivered at least once, each attempt under the same `key`: what receives it must take a repetition
for the same effect. One leader per kind delivers; any number of processes may run a worker.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import takewhile
from typing import Any

from sqlalchemy import Index, Select, Table, UniqueConstraint, select, update
from sqlalchemy import Row as ResultRow
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.orm import declared_attr
from sqlalchemy.schema import SchemaItem
from sqlmodel import Field

from citywallet.storage.clock import Clock
from citywallet.storage.columns import JsonText, UtcDateTime
from citywallet.storage.database import Database
from citywallet.storage.dialect import insert_unless_present
from citywallet.storage.lease import DEFAULT_DURATION, Lease, leased_loop
from citywallet.storage.rows import Row

Payload = dict[str, Any]


class OutboxRow(Row):
    """An effect that waits, or was delivered.

    A service makes it a table of its own, as it does with LeaseRow, which the worker needs too.
    """

    __tablename__ = "outbox"

    id: int | None = Field(default=None, primary_key=True)
    kind: str = Field(max_length=50)
    key: str = Field(max_length=200)
    payload: Payload = Field(sa_type=JsonText)
    created_at: datetime = Field(sa_type=UtcDateTime)
    due_at: datetime = Field(sa_type=UtcDateTime)
    delivered_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    attempts: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    last_error: str | None = Field(default=None, max_length=100)

    @declared_attr.directive
    @classmethod
    def __table_args__(cls) -> tuple[SchemaItem, ...]:
        return (UniqueConstraint("kind", "key"), Index("outbox_due", "kind", "delivered_at", "due_at"))


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboxItem:
    """One effect to carry out. `key` names it for ever; `attempts` counts the failed ones before this."""

    id: int
    kind: str
    key: str
    payload: Payload
    created_at: datetime
    attempts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BackOff:
    """How long to wait after a failure: `first`, then twice as long each time, at most `longest`."""

    first: timedelta = timedelta(seconds=1)
    longest: timedelta = timedelta(minutes=5)

    def after(self, attempts: int) -> timedelta:
        """The wait after `attempts` failures in a row, at least one."""
        doublings = min(attempts - 1, 30)
        return min(self.first * int(2**doublings), self.longest)


async def enqueue(
    connection: AsyncConnection, table: Table, *, kind: str, key: str, payload: Payload, now: datetime
) -> bool:
    """Add an effect to the unit of work that causes it; False when `kind` and `key` are there already.

    `payload` holds identifiers, no personal data: it stays in the table after delivery.
    """
    values = {"kind": kind, "key": key, "payload": payload, "created_at": now, "due_at": now, "attempts": 0}
    statement = insert_unless_present(table, values, unique=["kind", "key"], dialect=connection.dialect.name)
    return (await connection.execute(statement)).rowcount == 1


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboxWorker:
    """Delivers the items of one kind, while its process is the leader for that kind.

    `outbox` and `leases` are the tables of an OutboxRow and a LeaseRow. `deliver` carries one item out,
    idempotently by `item.key`, and raises when it could not. `in_order` holds every later item back while an
    earlier one fails. `owner` differs between processes: take it from the entropy. `on_error` hears of every
    failure, with the item, or None when the worker itself failed.
    """

    database: Database
    outbox: Table
    leases: Table
    kind: str
    deliver: Callable[[OutboxItem], Awaitable[None]]
    owner: str
    clock: Clock
    on_error: Callable[[OutboxItem | None, Exception], None]
    in_order: bool = False
    batch_size: int = 100
    poll_interval: timedelta = timedelta(seconds=1)
    lease_duration: timedelta = DEFAULT_DURATION
    back_off: BackOff = BackOff()
    nudged: asyncio.Event = field(default_factory=asyncio.Event)

    def nudge(self) -> None:
        """Look at once instead of at the next interval; call it after the unit of work was committed."""
        self.nudged.set()

    async def run(self) -> None:
        """Deliver what is due, again and again, until cancelled."""
        lease = Lease(
            database=self.database,
            table=self.leases,
            name=f"outbox:{self.kind}",
            owner=self.owner,
            clock=self.clock,
            duration=self.lease_duration,
        )
        await leased_loop(
            lease,
            self.deliver_due,
            interval=self.poll_interval,
            nudged=self.nudged,
            on_error=lambda error: self.on_error(None, error),
        )

    async def deliver_due(self) -> None:
        """Deliver every item that is due now, oldest first; a failed one is due again after its back-off."""
        while items := await self._due_items():
            for item in items:
                delivered = await self._attempt(item)
                if not delivered and self.in_order:
                    return

    async def _due_items(self) -> list[OutboxItem]:
        now = self.clock.now()
        async with self.database.read() as connection:
            rows = (await connection.execute(self._query(now))).all()
        if self.in_order:
            rows = list(takewhile(lambda row: row.due_at <= now, rows))
        return [_item(row) for row in rows]

    def _query(self, now: datetime) -> Select[Any]:
        columns = self.outbox.c
        waiting = select(self.outbox).where(columns.kind == self.kind, columns.delivered_at.is_(None))
        if not self.in_order:
            waiting = waiting.where(columns.due_at <= now)
        return waiting.order_by(columns.id).limit(self.batch_size)

    async def _attempt(self, item: OutboxItem) -> bool:
        try:
            await self.deliver(item)
        except Exception as error:
            self.on_error(item, error)
            await self._record_failure(item, error)
            return False
        await self._update(item, delivered_at=self.clock.now(), last_error=None)
        return True

    async def _record_failure(self, item: OutboxItem, error: Exception) -> None:
        attempts = item.attempts + 1
        due_at = self.clock.now() + self.back_off.after(attempts)
        # The class alone: a message may hold what does not belong into a table of effects.
        await self._update(item, attempts=attempts, due_at=due_at, last_error=type(error).__name__[:100])

    async def _update(self, item: OutboxItem, **values: Any) -> None:
        async with self.database.transaction() as connection:
            await connection.execute(update(self.outbox).where(self.outbox.c.id == item.id).values(**values))


def _item(row: ResultRow[Any]) -> OutboxItem:
    return OutboxItem(
        id=row.id,
        kind=row.kind,
        key=row.key,
        payload=row.payload,
        created_at=row.created_at,
        attempts=row.attempts,
    )
