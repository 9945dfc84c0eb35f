import asyncio
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import insert, text
from sqlalchemy.exc import IntegrityError, OperationalError

from citywallet.storage.database import Database, open_database
from citywallet.storage.errors import StorageUnavailable, UnitOfWorkNested
from tests.support import counter
from tests.support.database import a_database_of, sqlite_url


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    async with a_database_of(counter.metadata, tmp_path) as database:
        await counter.prepare(database)
        yield database


async def pragma(database: Database, name: str) -> object:
    async with database.transaction() as connection:
        return (await connection.exec_driver_sql(f"PRAGMA {name}")).scalar_one()


@pytest.mark.parametrize(
    ("name", "value"),
    [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1), ("busy_timeout", 5_000)],
)
async def test_connections_are_durable_and_patient(database: Database, name: str, value: object) -> None:
    assert await pragma(database, name) == value


async def test_a_unit_of_work_is_kept_when_the_block_ends(database: Database) -> None:
    assert await counter.take(database, "a") == 0
    assert await counter.all_taken(database) == [0]


async def test_nothing_is_kept_when_the_block_raises(database: Database) -> None:
    async def fails() -> None:
        async with database.transaction() as connection:
            await connection.execute(insert(counter.taken).values(index=9, taker="a"))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fails()
    assert await counter.all_taken(database) == []


@pytest.mark.threat(75)
async def test_a_failing_insert_undoes_what_came_before_it(database: Database) -> None:
    async with database.transaction() as connection:
        await connection.execute(
            text("CREATE TRIGGER full BEFORE INSERT ON taken BEGIN SELECT RAISE(ABORT, 'no'); END")
        )
    with pytest.raises(IntegrityError):
        await counter.take(database, "a")
    async with database.read() as connection:
        assert (await connection.execute(counter.counters.select())).one().next == 0


async def test_an_error_does_not_quote_parameters(database: Database) -> None:
    with pytest.raises(OperationalError) as failed:
        async with database.transaction() as connection:
            await connection.execute(text("INSERT INTO nowhere VALUES (:name)"), {"name": "canary"})
    assert "canary" not in str(failed.value)


async def test_a_reading_unit_sees_one_moment(database: Database) -> None:
    async with database.read() as connection:
        before = (await connection.execute(counter.counters.select())).one().next
        await asyncio.create_task(counter.take(database, "a"))
        assert (await connection.execute(counter.counters.select())).one().next == before


async def test_a_reading_unit_cannot_write(database: Database) -> None:
    with pytest.raises(StorageUnavailable):
        async with database.read() as connection:
            await connection.execute(insert(counter.taken).values(index=9, taker="a"))


async def test_a_unit_of_work_inside_another_is_an_error_and_not_a_deadlock(database: Database) -> None:
    with pytest.raises(UnitOfWorkNested):
        async with database.transaction(), database.transaction():
            pass
    assert await counter.take(database, "a") == 0


@pytest.mark.threat(77)
async def test_many_tasks_of_one_process_take_turns(database: Database) -> None:
    taken = await asyncio.gather(*(counter.take(database, str(number)) for number in range(100)))
    assert sorted(taken) == list(range(100))


async def test_a_cancelled_unit_of_work_leaves_nothing_and_frees_the_next(database: Database) -> None:
    inside = asyncio.Event()

    async def hangs() -> None:
        async with database.transaction() as connection:
            await connection.execute(insert(counter.taken).values(index=9, taker="a"))
            inside.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(hangs())
    await inside.wait()
    task.cancel()
    await asyncio.wait([task])
    assert await counter.take(database, "b") == 0
    assert await counter.all_taken(database) == [0]


@pytest.mark.threat(76)
async def test_a_full_disk_is_unavailable_and_recovers_without_repair(database: Database) -> None:
    async def limit_pages(pages: int) -> None:
        async with database.transaction() as connection:
            await connection.exec_driver_sql(f"PRAGMA max_page_count={pages}")

    async def fill() -> None:
        async with database.transaction() as connection:
            for index in range(1_000):
                await connection.execute(insert(counter.taken).values(index=index, taker="x" * 1_000))

    used = await pragma(database, "page_count")
    assert isinstance(used, int)
    await limit_pages(used)
    with pytest.raises(StorageUnavailable):
        await fill()
    assert await counter.all_taken(database) == []
    await limit_pages(1_000_000)
    assert await counter.take(database, "a") == 0


async def test_a_file_that_is_no_database_is_unavailable(tmp_path: Path) -> None:
    (tmp_path / "no.db").write_bytes(b"not a database" * 100)
    database = open_database(sqlite_url(tmp_path / "no.db"))
    with pytest.raises(StorageUnavailable):
        async with database.read() as connection:
            await connection.execute(text("SELECT 1 FROM sqlite_master"))
    await database.close()


@pytest.mark.threat(76)
async def test_a_database_locked_by_another_process_is_unavailable_after_the_wait(
    database: Database, tmp_path: Path
) -> None:
    async with database.transaction() as connection:
        await connection.exec_driver_sql("PRAGMA busy_timeout=1")
    other = sqlite3.connect(tmp_path / "tables.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StorageUnavailable):
        await counter.take(database, "a")
    other.execute("ROLLBACK")
    other.close()
    assert await counter.take(database, "a") == 0
