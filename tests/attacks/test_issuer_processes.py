"""Several processes of one issuer give out status indexes from one database."""

from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.support.issuer import an_issuer
from tests.support.processes import a_process, finish, let_go, wait_until_ready

PROCESSES, ALLOCATIONS = 4, 40


@pytest.mark.threat(50)
async def test_processes_that_draw_the_same_numbers_never_give_out_an_index_twice(tmp_path: Path) -> None:
    async with an_issuer(tmp_path) as city:
        await city.token()
        url = city.settings.database_url
        with ExitStack() as stack:
            processes = [
                stack.enter_context(
                    a_process("tests.attacks.allocating_process", url, str(number), str(ALLOCATIONS))
                )
                for number in range(PROCESSES)
            ]
            for process in processes:
                wait_until_ready(process)
            for process in processes:
                let_go(process)
            assert [finish(process) for process in processes] == [(0, "")] * PROCESSES
        assert (await city.counts())["issuance_intents"] == PROCESSES * ALLOCATIONS


@pytest.mark.threat(74)
async def test_what_a_killed_process_gave_out_is_on_record(tmp_path: Path) -> None:
    async with an_issuer(tmp_path) as city:
        await city.token()
        with a_process(
            "tests.attacks.allocating_process", city.settings.database_url, "1", "1000"
        ) as process:
            wait_until_ready(process)
            let_go(process)
            assert process.stdout is not None
            printed = [process.stdout.readline().strip() for _ in range(20)]
            process.kill()
        records = await city.credentials()
        assert len(records) >= len(printed)
        assert all(record["signed"] is False for record in records)
        assert (await city.change(str(records[0]["id"]), "revoke")).status_code == 200
        assert await city.receive(await city.token())
