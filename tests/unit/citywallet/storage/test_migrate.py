import sqlite3
from pathlib import Path

import pytest

from citywallet.storage.errors import (
    DatabaseHalfWritten,
    DatabaseNotMigrated,
    DatabaseTooNew,
    MigrationLocked,
    StorageUnavailable,
)
from citywallet.storage.migrate import downgrade, require_migrated, upgrade
from tests.support.database import sqlite_url

PACKAGE = "tests.support.library.migrations"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "library.db"


def rows(path: Path, query: str) -> list[tuple[object, ...]]:
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        return connection.execute(query).fetchall()
    finally:
        connection.close()


def schema(path: Path) -> set[str]:
    statements = rows(path, "SELECT sql FROM sqlite_master WHERE type = 'table'")
    return {str(statement).replace('"', "") for (statement,) in statements}


def test_a_new_database_is_made_and_migrated(path: Path) -> None:
    upgrade(sqlite_url(path), PACKAGE)
    require_migrated(sqlite_url(path), PACKAGE)
    assert rows(path, "SELECT version_num FROM alembic_version") == [("0002",)]


def test_a_second_upgrade_changes_nothing(path: Path) -> None:
    upgrade(sqlite_url(path), PACKAGE)
    before = schema(path)
    upgrade(sqlite_url(path), PACKAGE)
    assert schema(path) == before


@pytest.mark.threat(79)
def test_down_and_up_again_gives_the_same_tables(path: Path) -> None:
    upgrade(sqlite_url(path), PACKAGE)
    before = schema(path)
    downgrade(sqlite_url(path), PACKAGE, revision="0001")
    assert schema(path) != before
    upgrade(sqlite_url(path), PACKAGE)
    assert schema(path) == before
    downgrade(sqlite_url(path), PACKAGE, revision="base")
    assert rows(path, "SELECT name FROM sqlite_master WHERE name IN ('shelf', 'book')") == []


@pytest.mark.threat(79)
def test_rebuilding_a_table_keeps_the_rows_that_refer_to_it(path: Path) -> None:
    upgrade(sqlite_url(path), PACKAGE)
    downgrade(sqlite_url(path), PACKAGE, revision="0001")
    rows(path, "INSERT INTO shelf (id, label) VALUES (1, 'a')")
    rows(path, "INSERT INTO book (id, shelf_id, title) VALUES (7, 1, 'b')")
    upgrade(sqlite_url(path), PACKAGE)
    assert rows(path, "SELECT id, title, pages FROM book") == [(7, "b", 0)]


def test_a_service_does_not_run_on_a_database_that_is_behind(path: Path) -> None:
    upgrade(sqlite_url(path), PACKAGE)
    downgrade(sqlite_url(path), PACKAGE, revision="0001")
    with pytest.raises(DatabaseNotMigrated, match=r"behind; run `citywallet migrate`\.$"):
        require_migrated(sqlite_url(path), PACKAGE)


def test_a_database_of_a_newer_release_is_left_alone(path: Path) -> None:
    upgrade(sqlite_url(path), PACKAGE)
    rows(path, "UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(DatabaseTooNew, match="newer release"):
        upgrade(sqlite_url(path), PACKAGE)


def test_tables_without_a_version_are_called_half_written(path: Path) -> None:
    rows(path, "CREATE TABLE shelf (id INTEGER)")
    with pytest.raises(DatabaseHalfWritten, match="half written; remove it, or start with RESET=1"):
        upgrade(sqlite_url(path), PACKAGE)
    assert rows(path, "SELECT name FROM sqlite_master") == [("shelf",)]


def test_a_file_that_is_no_database_is_called_damaged(path: Path) -> None:
    path.write_bytes(b"no database at all" * 500)
    with pytest.raises(DatabaseHalfWritten, match="damaged or no database"):
        upgrade(sqlite_url(path), PACKAGE)
    assert path.read_bytes().startswith(b"no database at all")


def test_a_folder_that_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(StorageUnavailable, match="cannot be opened"):
        upgrade(sqlite_url(tmp_path / "nowhere" / "library.db"), PACKAGE)


@pytest.mark.threat(79)
def test_a_migration_that_another_process_blocks_is_refused_in_one_sentence(path: Path) -> None:
    upgrade(sqlite_url(path), PACKAGE)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(MigrationLocked, match="Another process"):
        upgrade(sqlite_url(path), PACKAGE, lock_timeout_ms=10)
    other.execute("ROLLBACK")
    other.close()
    upgrade(sqlite_url(path), PACKAGE)
