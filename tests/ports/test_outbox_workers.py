"""Two processes deliver one outbox; the leader is killed."""

import asyncio
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from citywallet.runtime.clock import SystemClock
from citywallet.storage.database import Database
from citywallet.storage.outbox import enqueue
from tests.support.database import a_database_of, sqlite_url
from tests.support.outbox import metadata, outbox
from tests.support.processes import ROOT

DEADLINE_SECONDS = 20
# A leader that a busy machine holds up for longer than its lease is rightly replaced, and delivers twice.
LONG_LEASE_MS, SHORT_LEASE_MS = 60_000, 400


@dataclass
class Workers:
    """Running worker processes, and what they printed: pairs of process number and key."""

    processes: list[Process]
    printed: asyncio.Queue[tuple[int, int]] = field(default_factory=asyncio.Queue)

    async def deliveries(self, keys: Iterable[int]) -> list[tuple[int, int]]:
        """Wait until each of `keys` was delivered at least once."""
        missing, found = set(keys), []
        async with asyncio.timeout(DEADLINE_SECONDS):
            while missing:
                found.append(await self.printed.get())
                missing.discard(found[-1][1])
        return found

    async def listen_to(self, process: Process) -> None:
        assert process.stdout is not None
        async for line in process.stdout:
            self.printed.put_nowait((process.pid, int(line)))


@asynccontextmanager
async def two_workers(url: str, *, lease_ms: int) -> AsyncIterator[Workers]:
    command = (sys.executable, "-m", "tests.ports.delivering_process", url, str(lease_ms))
    workers = Workers(
        [await asyncio.create_subprocess_exec(*command, cwd=ROOT, stdout=PIPE) for _ in range(2)]
    )
    for process in workers.processes:
        assert process.stdout is not None
        assert await process.stdout.readline() == b"ready\n"
    listening = [asyncio.create_task(workers.listen_to(process)) for process in workers.processes]
    try:
        yield workers
    finally:
        for process in workers.processes:
            if process.returncode is None:
                process.kill()
        await asyncio.gather(*listening)
        await asyncio.gather(*(process.wait() for process in workers.processes))


async def put(database: Database, keys: Iterable[int]) -> None:
    async with database.transaction() as connection:
        for key in keys:
            now = SystemClock().now()
            await enqueue(connection, outbox, kind="anchor", key=str(key), payload={}, now=now)


@pytest.mark.threat(61)
async def test_two_workers_deliver_every_item_once_and_only_one_of_them_leads(tmp_path: Path) -> None:
    found: list[tuple[int, int]] = []
    async with (
        a_database_of(metadata, tmp_path) as database,
        two_workers(sqlite_url(tmp_path / "tables.db"), lease_ms=LONG_LEASE_MS) as workers,
    ):
        for batch in range(5):
            keys = range(batch * 10, batch * 10 + 10)
            await put(database, keys)
            found += await workers.deliveries(keys)
    assert sorted(key for _, key in found) == list(range(50))
    assert len({process for process, _ in found}) == 1


@pytest.mark.threat(59)
async def test_when_the_leader_is_killed_the_other_delivers_the_rest(tmp_path: Path) -> None:
    async with (
        a_database_of(metadata, tmp_path) as database,
        two_workers(sqlite_url(tmp_path / "tables.db"), lease_ms=SHORT_LEASE_MS) as workers,
    ):
        await put(database, range(10))
        [(leader, _), *_] = await workers.deliveries([0])
        next(process for process in workers.processes if process.pid == leader).kill()
        await put(database, range(10, 20))
        found = await workers.deliveries(range(10, 20))
        async with database.read() as connection:
            rows = (await connection.execute(outbox.select())).all()
    assert len(rows) == 20
    assert found[-1][0] != leader
