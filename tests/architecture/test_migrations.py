"""Each service's migrations run up and down, and end in the tables that its adapters use."""

import importlib
import sqlite3
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool

from citywallet.storage.migrate import downgrade, upgrade
from tests.architecture.sources import SERVICES
from tests.support.database import sqlite_url


def schema(path: Path) -> set[frozenset[str]]:
    """Each statement as its lines: where a table is rebuilt, its constraints come in any order."""
    connection = sqlite3.connect(path)
    try:
        statements = connection.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL").fetchall()
    finally:
        connection.close()
    return {
        frozenset(line.strip().rstrip(",") for line in statement.replace('"', "").splitlines())
        for (statement,) in statements
    }


@pytest.fixture(params=SERVICES)
def migrated(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[str, Path]:
    """A service's package and the file of its migrated database."""
    path = tmp_path / "service.db"
    upgrade(sqlite_url(path), f"{request.param}.migrations")
    return request.param, path


@pytest.mark.threat(79)
def test_migrations_run_down_to_nothing_and_up_to_the_same_tables(migrated: tuple[str, Path]) -> None:
    package, path = migrated
    before = schema(path)
    downgrade(sqlite_url(path), f"{package}.migrations", revision="base")
    left = {line for statement in schema(path) for line in statement if line.startswith("CREATE")}
    assert left == {"CREATE TABLE alembic_version ("}
    upgrade(sqlite_url(path), f"{package}.migrations")
    assert schema(path) == before


def test_migrations_end_in_the_tables_of_the_adapters(migrated: tuple[str, Path]) -> None:
    package, path = migrated
    metadata = importlib.import_module(f"{package}.adapters.tables").metadata
    engine = create_engine(f"sqlite:///{path}", poolclass=NullPool)
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
