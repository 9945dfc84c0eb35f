from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path

import pytest
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import registry
from sqlmodel import Field, select

from citywallet.storage.database import Database
from citywallet.storage.errors import RowIncomplete, UnitOfWorkUndone
from citywallet.storage.rows import Row, required, session_on, table_of
from tests.support.database import a_database_of


class LibraryRow(Row, registry=registry()):
    """The rows of one service."""


class OtherRow(Row, registry=registry()):
    """The rows of another."""


class ReaderRow(LibraryRow, table=True):
    __tablename__ = "reader"

    name: str = Field(primary_key=True)
    card: int | None = Field(default=None, unique=True)


class OtherReaderRow(OtherRow, table=True):
    __tablename__ = "reader"

    number: int = Field(primary_key=True)


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    async with a_database_of(LibraryRow.metadata, tmp_path) as database:
        yield database


async def names(database: Database) -> list[str]:
    async with database.read() as connection:
        return [row.name for row in await session_on(connection).exec(select(ReaderRow))]


async def add(database: Database, *rows: ReaderRow, then: Exception | None = None) -> None:
    async with database.transaction() as connection:
        session = session_on(connection)
        for row in rows:
            session.add(row)
            await session.flush()
        if then is not None:
            raise then


def test_services_keep_tables_of_one_name_apart() -> None:
    assert set(LibraryRow.metadata.tables) == set(OtherRow.metadata.tables) == {"reader"}
    assert table_of(ReaderRow).columns.keys() == ["name", "card"]
    assert table_of(OtherReaderRow).columns.keys() == ["number"]


async def test_rows_are_kept_when_the_unit_of_work_ends(database: Database) -> None:
    await add(database, ReaderRow(name="a"), ReaderRow(name="b"))
    assert await names(database) == ["a", "b"]


async def test_rows_are_undone_when_the_unit_of_work_raises(database: Database) -> None:
    with pytest.raises(ZeroDivisionError):
        await add(database, ReaderRow(name="a"), then=ZeroDivisionError())
    assert await names(database) == []


async def test_a_row_that_breaks_a_constraint_undoes_the_unit_of_work(database: Database) -> None:
    with pytest.raises(IntegrityError):
        await add(database, ReaderRow(name="a", card=1), ReaderRow(name="b", card=1))
    assert await names(database) == []


async def add_and_swallow_what_is_wrong(database: Database, *rows: ReaderRow) -> None:
    async with database.transaction() as connection:
        session = session_on(connection)
        session.add_all(rows)
        with suppress(IntegrityError):
            await session.flush()


async def test_a_broken_constraint_that_is_swallowed_is_not_taken_for_success(database: Database) -> None:
    with pytest.raises(UnitOfWorkUndone):
        await add_and_swallow_what_is_wrong(
            database, ReaderRow(name="a", card=1), ReaderRow(name="b", card=1)
        )
    assert await names(database) == []


def test_the_text_of_a_row_shows_none_of_its_values() -> None:
    row = ReaderRow(name="canary", card=71)
    assert "canary" not in f"{row!r} {row}"
    assert "71" not in f"{row!r} {row}"


def test_a_column_that_the_state_requires_is_never_taken_for_empty() -> None:
    assert required(0) == 0
    with pytest.raises(RowIncomplete):
        required(None)
