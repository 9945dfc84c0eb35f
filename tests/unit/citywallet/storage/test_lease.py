import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from citywallet.runtime.clock import SystemClock
from citywallet.storage.clock import Clock
from citywallet.storage.database import Database
from citywallet.storage.lease import Lease, in_background, leased_loop
from tests.support.clock import FixedClock
from tests.support.database import a_database_of
from tests.support.outbox import leases, metadata


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    async with a_database_of(metadata, tmp_path) as database:
        yield database


def a_lease(
    database: Database, owner: str, clock: Clock, *, name: str = "anchoring", seconds: float = 15
) -> Lease:
    duration = timedelta(seconds=seconds)
    return Lease(database=database, table=leases, name=name, owner=owner, clock=clock, duration=duration)


async def test_one_owner_holds_a_lease_until_its_end(database: Database, clock: FixedClock) -> None:
    first, second = a_lease(database, "a", clock), a_lease(database, "b", clock)
    assert await first.take()
    assert not await second.take()
    clock.advance(seconds=14.9)
    assert not await second.take()
    clock.advance(seconds=0.1)
    assert await second.take()
    assert not await first.take()


async def test_the_owner_prolongs_its_lease(database: Database, clock: FixedClock) -> None:
    first, second = a_lease(database, "a", clock), a_lease(database, "b", clock)
    for _ in range(5):
        assert await first.take()
        clock.advance(seconds=10)
        assert not await second.take()


async def test_a_lease_given_back_is_free_at_once(database: Database, clock: FixedClock) -> None:
    first, second = a_lease(database, "a", clock), a_lease(database, "b", clock)
    await first.take()
    await second.give_back()
    assert not await second.take()
    await first.give_back()
    assert await second.take()


async def test_leases_of_other_names_are_independent(database: Database, clock: FixedClock) -> None:
    assert await a_lease(database, "a", clock, name="anchoring").take()
    assert await a_lease(database, "b", clock, name="publishing").take()


async def test_of_many_who_try_at_once_exactly_one_leads(database: Database, clock: FixedClock) -> None:
    tries = [a_lease(database, str(number), clock).take() for number in range(20)]
    assert sum(await asyncio.gather(*tries)) == 1


class Work:
    """Counts its calls; `reached` waits for one of them."""

    def __init__(self) -> None:
        self.calls = 0
        self.errors: list[Exception] = []
        self.failing = False
        self._called = asyncio.Condition()

    async def __call__(self) -> None:
        self.calls += 1
        async with self._called:
            self._called.notify_all()
        if self.failing:
            raise ConnectionError

    async def reached(self, calls: int) -> None:
        async with self._called:
            await asyncio.wait_for(self._called.wait_for(lambda: self.calls >= calls), timeout=5)


async def test_a_loop_works_at_every_interval_and_survives_errors(database: Database) -> None:
    work = Work()
    work.failing = True
    lease = a_lease(database, "a", SystemClock())
    loop = leased_loop(lease, work, interval=timedelta(milliseconds=5), on_error=work.errors.append)
    async with in_background(loop):
        await work.reached(3)
    assert isinstance(work.errors[0], ConnectionError)


async def test_a_nudge_wakes_a_loop_before_its_interval(database: Database) -> None:
    work, nudged = Work(), asyncio.Event()
    lease = a_lease(database, "a", SystemClock())
    loop = leased_loop(lease, work, interval=timedelta(hours=1), nudged=nudged, on_error=work.errors.append)
    async with in_background(loop):
        await work.reached(1)
        nudged.set()
        await work.reached(2)


async def test_a_loop_that_ends_gives_its_lease_back(database: Database) -> None:
    work, clock = Work(), SystemClock()
    loop = leased_loop(
        a_lease(database, "a", clock), work, interval=timedelta(hours=1), on_error=work.errors.append
    )
    async with in_background(loop):
        await work.reached(1)
    assert await a_lease(database, "b", clock).take()


async def test_a_loop_that_breaks_off_is_not_forgotten() -> None:
    broken = asyncio.Event()

    async def breaks() -> None:
        broken.set()
        raise ZeroDivisionError

    async def runs() -> None:
        async with in_background(breaks()):
            await broken.wait()

    with pytest.raises(ZeroDivisionError):
        await runs()


async def test_work_that_outlives_a_lost_lease_is_cancelled(database: Database, clock: FixedClock) -> None:
    begun, ended = asyncio.Event(), asyncio.Event()

    async def long_work() -> None:
        begun.set()
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    # The lease is prolonged every 10 ms of real time; the standing clock lets the test end it.
    mine = a_lease(database, "a", clock, seconds=0.03)
    loop = leased_loop(mine, long_work, interval=timedelta(hours=1), on_error=lambda _error: None)
    async with in_background(loop):
        await asyncio.wait_for(begun.wait(), timeout=5)
        clock.advance(seconds=1)
        assert await a_lease(database, "b", clock, seconds=3600).take()
        await asyncio.wait_for(ended.wait(), timeout=5)
