"""Rows as SQLModel classes, and the session that reads and writes them within a unit of work."""

from collections.abc import Sequence
from typing import Any, TypeVar

from sqlalchemy import Table, inspect
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession

from citywallet.storage.errors import RowIncomplete

Value = TypeVar("Value")


class Row(SQLModel):
    """The root of every service's rows.

    A service derives its own base, `class WalletRow(Row, registry=registry())`, so that its tables are apart
    from those of the others. A row never leaves the adapters, and its text shows no values: they may be
    personal data.
    """

    def __repr_args__(self) -> Sequence[tuple[str | None, Any]]:
        return ()


def session_on(connection: AsyncConnection) -> AsyncSession:
    """A session of rows on the connection of a unit of work, which alone commits.

    It writes when it is flushed and not before: flush after each `add`, in the order that foreign keys want.
    It holds nothing but rows and needs no closing.
    """
    return AsyncSession(
        connection, autoflush=False, expire_on_commit=False, join_transaction_mode="rollback_only"
    )


def table_of(row: type[SQLModel]) -> Table:
    """The table of a class of rows, for the statements of hot and bulk paths."""
    table = inspect(row).local_table
    assert isinstance(table, Table)
    return table


def required(value: Value | None) -> Value:
    """The value of a column that may be empty, in a row whose state does not allow that.

    Raises:
        RowIncomplete: it is empty.
    """
    if value is None:
        raise RowIncomplete("a column is empty that the row's state requires")
    return value
