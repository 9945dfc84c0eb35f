"""Fresh databases for tests: migrated once per service, then copied.

from tests.support.database import a_database

@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    async with a_database("issuer.migrations", tmp_path) as database:
        yield database
"""

import os
import shutil
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from pathlib import Path

from sqlalchemy import MetaData

from citywallet.storage.database import Database, open_database
from citywallet.storage.migrate import upgrade


def a_database_url(migrations_package: str, folder: Path) -> str:
    """The URL of a new, migrated SQLite database in `folder`."""
    path = folder / f"{migrations_package.partition('.')[0]}.db"
    shutil.copyfile(_migrated(migrations_package), path)
    return sqlite_url(path)


@asynccontextmanager
async def a_database(migrations_package: str, folder: Path) -> AsyncIterator[Database]:
    """A new, migrated database in `folder`, closed at the end."""
    database = open_database(a_database_url(migrations_package, folder))
    try:
        yield database
    finally:
        await database.close()


@asynccontextmanager
async def a_database_of(metadata: MetaData, folder: Path, *, name: str = "tables") -> AsyncIterator[Database]:
    """A new database with just these tables, made without migrations."""
    database = open_database(sqlite_url(folder / f"{name}.db"))
    try:
        async with database.transaction() as connection:
            await connection.run_sync(metadata.create_all)
        yield database
    finally:
        await database.close()


def sqlite_url(path: Path) -> str:
    """The URL under which services open an SQLite file."""
    return f"sqlite+aiosqlite:///{path}"


@cache
def _migrated(migrations_package: str) -> Path:
    # One template per test process; the operating system clears its folder of temporary files.
    folder = Path(tempfile.mkdtemp(prefix=f"citywallet-{os.getpid()}-"))
    template = folder / "template.db"
    upgrade(sqlite_url(template), migrations_package)
    return template
