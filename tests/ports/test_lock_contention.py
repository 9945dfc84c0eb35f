"""Eight processes write to one SQLite database, and one is killed while it does."""

from contextlib import ExitStack
from pathlib import Path

import pytest

from citywallet.storage.database import open_database
from tests.support import counter
from tests.support.database import sqlite_url
from tests.support.processes import a_process, finish, let_go, wait_until_ready

PROCESSES, ALLOCATIONS = 8, 15


async def a_counter(url: str) -> None:
    database = open_database(url)
    await counter.prepare(database)
    await database.close()


async def indexes_in(url: str) -> list[int]:
    database = open_database(url)
    try:
        return await counter.all_taken(database)
    finally:
        await database.close()


@pytest.mark.threat(50)
@pytest.mark.threat(77)
async def test_eight_processes_take_every_index_exactly_once_and_none_is_refused(tmp_path: Path) -> None:
    url = sqlite_url(tmp_path / "counter.db")
    await a_counter(url)
    with ExitStack() as stack:
        processes = [
            stack.enter_context(a_process("tests.ports.counting_process", url, str(number), str(ALLOCATIONS)))
            for number in range(PROCESSES)
        ]
        for process in processes:
            wait_until_ready(process)
        for process in processes:
            let_go(process)
        ends = [finish(process) for process in processes]
    assert ends == [(0, "")] * PROCESSES
    assert await indexes_in(url) == list(range(PROCESSES * ALLOCATIONS))


@pytest.mark.threat(74)
async def test_a_process_killed_in_the_middle_leaves_whole_units_of_work(tmp_path: Path) -> None:
    url = sqlite_url(tmp_path / "counter.db")
    await a_counter(url)
    for number in range(3):
        with a_process("tests.ports.counting_process", url, str(number), "100000") as process:
            wait_until_ready(process)
            let_go(process)
            assert process.stdout is not None
            printed = [int(process.stdout.readline()) for _ in range(20)]
        taken = await indexes_in(url)
        assert taken == list(range(len(taken)))
        assert set(printed) <= set(taken)
    database = open_database(url)
    assert await counter.take(database, "after") == len(taken)
    await database.close()
