"""One leader among many processes: a row with an owner and an end, and a loop that runs while it is held."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Table, delete, select
from sqlmodel import Field

from citywallet.storage.clock import Clock
from citywallet.storage.columns import UtcDateTime
from citywallet.storage.database import Database
from citywallet.storage.dialect import upsert_if
from citywallet.storage.errors import StorageUnavailable
from citywallet.storage.rows import Row

DEFAULT_DURATION = timedelta(seconds=15)


class LeaseRow(Row):
    """A thing of which there must be one leader.

    A service makes it a table of its own: `class IssuerLeaseRow(LeaseRow, IssuerRow, table=True)`.
    """

    __tablename__ = "lease"

    name: str = Field(primary_key=True, max_length=100)
    owner: str = Field(max_length=100)
    expires_at: datetime = Field(sa_type=UtcDateTime)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lease:
    """The right to be the one leader for `name`, for `duration` since it was last taken.

    `table` is that of a LeaseRow. `owner` is different in every process and loop: take it from the entropy.
    """

    database: Database
    table: Table
    name: str
    owner: str
    clock: Clock
    duration: timedelta = DEFAULT_DURATION

    async def take(self) -> bool:
        """Take the lease, or prolong it; False while another owner holds it.

        Raises:
            StorageUnavailable: the database cannot answer now; treat the lease as lost.
        """
        now = self.clock.now()
        if await self._is_held_by_another(now):
            return False
        values = {"name": self.name, "owner": self.owner, "expires_at": now + self.duration}
        free = (self.table.c.owner == self.owner) | (self.table.c.expires_at <= now)
        async with self.database.transaction() as connection:
            statement = upsert_if(
                self.table, values, unique=["name"], condition=free, dialect=self.database.dialect
            )
            return (await connection.execute(statement)).rowcount == 1

    async def give_back(self) -> None:
        """Let another owner lead at once; nothing happens when the lease was lost already."""
        mine = (self.table.c.name == self.name) & (self.table.c.owner == self.owner)
        async with self.database.transaction() as connection:
            await connection.execute(delete(self.table).where(mine))

    async def _is_held_by_another(self, now: datetime) -> bool:
        # A look before the write: those who wait do not disturb those who work.
        held = (self.table.c.owner != self.owner) & (self.table.c.expires_at > now)
        async with self.database.read() as connection:
            row = await connection.execute(
                select(self.table.c.name).where(self.table.c.name == self.name, held)
            )
            return row.first() is not None


async def leased_loop(
    lease: Lease,
    work: Callable[[], Coroutine[None, None, None]],
    *,
    interval: timedelta,
    nudged: asyncio.Event | None = None,
    on_error: Callable[[Exception], None],
) -> None:
    """Call `work` every `interval`, or when `nudged` is set, while this owner leads; run until cancelled.

    Each call of `work` does what is due and returns. When the lease is lost, a running call is cancelled. An
    error of `work` is handed to `on_error` and does not end the loop. The lease is given back at the end.
    """
    wake = nudged or asyncio.Event()
    leadership = _Leadership(lease)
    try:
        while True:
            try:
                if await leadership.confirm():
                    await _work_while_leading(lease, work)
            except Exception as error:
                on_error(error)
            with suppress(TimeoutError):
                await asyncio.wait_for(wake.wait(), timeout=interval.total_seconds())
            wake.clear()
    finally:
        with suppress(StorageUnavailable):
            await lease.give_back()


@asynccontextmanager
async def in_background(*loops: Coroutine[None, None, None]) -> AsyncIterator[None]:
    """Run endless loops beside the block, as a service's lifespan does; end them all when the block ends.

    A loop that broke off by itself raises its error at the end of the block.
    """
    tasks = [asyncio.create_task(loop) for loop in loops]
    try:
        yield
    finally:
        await _end(*tasks)
    for task in tasks:
        if not task.cancelled():
            task.result()


class _Leadership:
    """Whether this owner leads. A lease that was just taken is not written again at every nudge."""

    def __init__(self, lease: Lease) -> None:
        self._lease = lease
        self._confirmed_until: datetime | None = None

    async def confirm(self) -> bool:
        now = self._lease.clock.now()
        if self._confirmed_until is not None and now < self._confirmed_until:
            return True
        self._confirmed_until = None
        if not await self._lease.take():
            return False
        self._confirmed_until = now + self._lease.duration / 3
        return True


async def _work_while_leading(lease: Lease, work: Callable[[], Coroutine[None, None, None]]) -> None:
    working = asyncio.create_task(work())
    keeping = asyncio.create_task(_keep(lease))
    try:
        await asyncio.wait({working, keeping}, return_when=asyncio.FIRST_COMPLETED)
        if working.done():
            working.result()
    finally:
        await _end(keeping, working)


async def _keep(lease: Lease) -> None:
    """Prolong the lease; return when it is lost, or could not be prolonged before its end."""
    ends_at = lease.clock.now() + lease.duration
    while lease.clock.now() < ends_at:
        await asyncio.sleep(lease.duration.total_seconds() / 3)
        with suppress(StorageUnavailable):
            begun_at = lease.clock.now()
            if not await lease.take():
                return
            ends_at = begun_at + lease.duration


async def _end(*tasks: asyncio.Task[None]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
