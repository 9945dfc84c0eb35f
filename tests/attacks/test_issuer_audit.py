"""Several processes of one issuer keep one audit log."""

from contextlib import ExitStack
from pathlib import Path

import pytest

from citywallet.storage.database import open_database
from issuer.adapters.units_of_work import SqlUnitsOfWork
from issuer.usecases.check_audit_log import CheckAuditLog
from tests.support.database import a_database_url
from tests.support.processes import a_process, finish, let_go, wait_until_ready

PROCESSES, ACTS = 4, 25


@pytest.mark.threat(83)
async def test_what_several_processes_append_at_one_time_is_one_whole_log(tmp_path: Path) -> None:
    url = a_database_url("issuer.migrations", tmp_path)
    with ExitStack() as stack:
        processes = [
            stack.enter_context(a_process("tests.attacks.noting_process", url, f"staff.{number}", str(ACTS)))
            for number in range(PROCESSES)
        ]
        for process in processes:
            wait_until_ready(process)
        for process in processes:
            let_go(process)
        assert [finish(process) for process in processes] == [(0, "")] * PROCESSES
    database = open_database(url)
    checked = await CheckAuditLog(units=SqlUnitsOfWork(database))()
    await database.close()
    assert (checked.first_broken, checked.newest.number) == (None, PROCESSES * ACTS)
