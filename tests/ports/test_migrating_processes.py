"""Several processes migrate one database at once, and one is killed while it does."""

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from citywallet.storage.migrate import require_migrated, upgrade
from tests.support.database import sqlite_url
from tests.support.processes import ROOT

PACKAGE = "tests.support.library.migrations"
UPGRADE = f"import sys; from citywallet.storage.migrate import upgrade; upgrade(sys.argv[1], {PACKAGE!r})"
KILLED_IN_THE_MIDDLE = f"""
import os, signal, sys
from alembic.op import *
import alembic.op
from citywallet.storage.migrate import upgrade
real = alembic.op.add_column
def add_column_and_die(*arguments, **options):
    real(*arguments, **options)
    os.kill(os.getpid(), signal.SIGKILL)
alembic.op.add_column = add_column_and_die
upgrade(sys.argv[1], {PACKAGE!r})
"""


def start(code: str, url: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-c", code, url], cwd=ROOT, stderr=subprocess.PIPE)


@pytest.mark.threat(79)
def test_processes_that_migrate_at_once_wait_for_one_another(tmp_path: Path) -> None:
    url = sqlite_url(tmp_path / "library.db")
    processes = [start(UPGRADE, url) for _ in range(4)]
    assert [(process.communicate()[1], process.returncode) for process in processes] == [(b"", 0)] * 4
    require_migrated(url, PACKAGE)


@pytest.mark.threat(79)
@pytest.mark.threat(74)
def test_a_process_killed_while_it_migrates_leaves_what_was_there_and_the_next_one_finishes(
    tmp_path: Path,
) -> None:
    path = tmp_path / "library.db"
    process = start(KILLED_IN_THE_MIDDLE, sqlite_url(path))
    process.communicate()
    assert process.returncode == -9
    connection = sqlite3.connect(path)
    assert connection.execute("SELECT name FROM sqlite_master").fetchall() == []
    connection.close()
    upgrade(sqlite_url(path), PACKAGE)
    require_migrated(sqlite_url(path), PACKAGE)
