from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from citywallet.storage.database import Database
from citywallet.storage.outbox import BackOff, OutboxItem, OutboxWorker, enqueue
from tests.support.clock import FixedClock
from tests.support.database import a_database_of
from tests.support.outbox import leases, metadata, outbox


class Receiver:
    """Takes deliveries; fails for the keys it was told."""

    def __init__(self) -> None:
        self.received: list[str] = []
        self.failing: set[str] = set()
        self.errors: list[tuple[OutboxItem | None, Exception]] = []

    async def deliver(self, item: OutboxItem) -> None:
        if item.key in self.failing:
            raise ConnectionRefusedError("canary")
        self.received.append(item.key)

    def on_error(self, item: OutboxItem | None, error: Exception) -> None:
        self.errors.append((item, error))


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    async with a_database_of(metadata, tmp_path) as database:
        yield database


@pytest.fixture
def receiver() -> Receiver:
    return Receiver()


def a_worker(
    database: Database, receiver: Receiver, clock: FixedClock, *, in_order: bool = False, kind: str = "anchor"
) -> OutboxWorker:
    return OutboxWorker(
        database=database,
        outbox=outbox,
        leases=leases,
        kind=kind,
        deliver=receiver.deliver,
        owner="one",
        clock=clock,
        on_error=receiver.on_error,
        in_order=in_order,
        batch_size=2,
    )


async def put(database: Database, clock: FixedClock, *keys: str, kind: str = "anchor") -> list[bool]:
    async with database.transaction() as connection:
        return [
            await enqueue(connection, outbox, kind=kind, key=key, payload={"n": key}, now=clock.now())
            for key in keys
        ]


async def test_items_are_delivered_once_and_oldest_first(
    database: Database, receiver: Receiver, clock: FixedClock
) -> None:
    await put(database, clock, "c", "a", "b")
    worker = a_worker(database, receiver, clock)
    await worker.deliver_due()
    await worker.deliver_due()
    assert receiver.received == ["c", "a", "b"]


async def test_an_item_under_a_key_that_is_there_is_not_added_again(
    database: Database, receiver: Receiver, clock: FixedClock
) -> None:
    assert await put(database, clock, "a", "a") == [True, False]
    assert await put(database, clock, "a", kind="publish") == [True]
    await a_worker(database, receiver, clock).deliver_due()
    assert receiver.received == ["a"]


async def test_an_item_of_an_undone_unit_of_work_is_never_delivered(
    database: Database, receiver: Receiver, clock: FixedClock
) -> None:
    async def fails() -> None:
        async with database.transaction() as connection:
            await enqueue(connection, outbox, kind="anchor", key="a", payload={}, now=clock.now())
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fails()
    await a_worker(database, receiver, clock).deliver_due()
    assert receiver.received == []


async def test_a_worker_delivers_its_kind_alone(
    database: Database, receiver: Receiver, clock: FixedClock
) -> None:
    await put(database, clock, "a", kind="anchor")
    await put(database, clock, "b", kind="publish")
    await a_worker(database, receiver, clock, kind="publish").deliver_due()
    assert receiver.received == ["b"]


async def test_a_failed_item_waits_longer_each_time_and_the_others_go_on(
    database: Database, receiver: Receiver, clock: FixedClock
) -> None:
    await put(database, clock, "a", "b", "c")
    receiver.failing = {"a"}
    worker = a_worker(database, receiver, clock)
    waits = []
    for _ in range(4):
        await worker.deliver_due()
        waits.append(await wait_of(database, clock, "a"))
        clock.advance(waits[-1])
    assert receiver.received == ["b", "c"]
    assert waits == [timedelta(seconds=seconds) for seconds in (1, 2, 4, 8)]
    receiver.failing = set()
    await worker.deliver_due()
    assert receiver.received == ["b", "c", "a"]


async def test_a_failure_is_recorded_by_its_class_alone(
    database: Database, receiver: Receiver, clock: FixedClock
) -> None:
    await put(database, clock, "a")
    receiver.failing = {"a"}
    await a_worker(database, receiver, clock).deliver_due()
    async with database.read() as connection:
        row = (await connection.execute(select(outbox))).one()
    assert (row.attempts, row.last_error) == (1, "ConnectionRefusedError")
    item, error = receiver.errors[0]
    assert item is not None
    assert item.key == "a"
    assert isinstance(error, ConnectionRefusedError)


async def test_in_order_a_failed_item_holds_the_later_ones_back(
    database: Database, receiver: Receiver, clock: FixedClock
) -> None:
    await put(database, clock, "a", "b", "c", "d")
    receiver.failing = {"b"}
    worker = a_worker(database, receiver, clock, in_order=True)
    await worker.deliver_due()
    await worker.deliver_due()
    assert receiver.received == ["a"]
    receiver.failing = set()
    clock.advance(seconds=1)
    await worker.deliver_due()
    assert receiver.received == ["a", "b", "c", "d"]


@pytest.mark.threat(59)
async def test_what_was_committed_before_a_crash_is_delivered_by_the_next_process(
    database: Database, receiver: Receiver, clock: FixedClock
) -> None:
    await put(database, clock, "a")
    crashed = Receiver()
    crashed.failing = {"a"}
    await a_worker(database, crashed, clock).deliver_due()
    clock.advance(seconds=1)
    await a_worker(database, receiver, clock).deliver_due()
    assert receiver.received == ["a"]


def test_the_back_off_has_a_longest_wait() -> None:
    back_off = BackOff(first=timedelta(seconds=1), longest=timedelta(minutes=5))
    assert back_off.after(1) == timedelta(seconds=1)
    assert back_off.after(9) == timedelta(seconds=256)
    assert back_off.after(10) == timedelta(minutes=5)
    assert back_off.after(10_000) == timedelta(minutes=5)


async def wait_of(database: Database, clock: FixedClock, key: str) -> timedelta:
    async with database.read() as connection:
        due_at = (await connection.execute(select(outbox.c.due_at).where(outbox.c.key == key))).scalar_one()
    return due_at - clock.now()  # type: ignore[no-any-return]
