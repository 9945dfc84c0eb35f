"""All that differs between SQLite and PostgreSQL."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, Table, event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.dml import Insert

WRITE_OPTION = "citywallet_write"
BUSY_TIMEOUT_MS = 5_000

# Primary result codes of SQLite (https://sqlite.org/rescode.html) that say "not now" and not "you asked for
# nonsense": PERM, BUSY, LOCKED, NOMEM, READONLY, IOERR, CORRUPT, FULL, CANTOPEN, PROTOCOL, NOTADB.
_UNAVAILABLE_CODES = frozenset({3, 5, 6, 7, 8, 10, 11, 13, 14, 15, 26})
_BUSY_CODES = frozenset({5, 6})
_DAMAGED_CODES = frozenset({11, 26})


def is_sqlite(url: str | URL) -> bool:
    """Whether the URL names an SQLite database."""
    return make_url(url).get_backend_name() == "sqlite"


def synchronous_url(url: str | URL) -> URL:
    """The same database through its synchronous driver, as migrations need it."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        return parsed.set(drivername="sqlite")
    return parsed


def insert_unless_present(
    table: Table, values: Mapping[str, Any], *, unique: list[str], dialect: str
) -> Insert:
    """An INSERT that does nothing when a row with the same `unique` columns is there."""
    if dialect == "sqlite":
        return sqlite.insert(table).values(**values).on_conflict_do_nothing(index_elements=unique)
    return postgresql.insert(table).values(**values).on_conflict_do_nothing(index_elements=unique)


def upsert_if(
    table: Table,
    values: Mapping[str, Any],
    *,
    unique: list[str],
    condition: ColumnElement[bool],
    dialect: str,
) -> Insert:
    """An INSERT that updates a row with the same `unique` columns, if `condition` holds for it."""
    if dialect == "sqlite":
        return (
            sqlite.insert(table)
            .values(**values)
            .on_conflict_do_update(index_elements=unique, set_=dict(values), where=condition)
        )
    return (
        postgresql.insert(table)
        .values(**values)
        .on_conflict_do_update(index_elements=unique, set_=dict(values), where=condition)
    )


def is_unavailable(error: DBAPIError) -> bool:
    """Whether the database could not answer now, as opposed to a statement that is wrong."""
    if error.connection_invalidated:
        return True
    return _primary_code(error) in _UNAVAILABLE_CODES


def is_busy(error: DBAPIError) -> bool:
    """Whether another process held the database for too long."""
    return _primary_code(error) in _BUSY_CODES


def is_damaged(error: DBAPIError) -> bool:
    """Whether the file is no database, or a damaged one."""
    return _primary_code(error) in _DAMAGED_CODES


def _primary_code(error: DBAPIError) -> int:
    code = getattr(error.orig, "sqlite_errorcode", 0)
    return int(code) & 0xFF


def broken_references(connection: Connection) -> bool:
    """Whether rows refer to rows that are not there; only SQLite lets that happen, during migrations."""
    if connection.dialect.name != "sqlite":
        return False
    return connection.exec_driver_sql("PRAGMA foreign_key_check").first() is not None


def configure_sqlite(
    engine: Engine, *, read_only: bool, foreign_keys: bool = True, busy_timeout_ms: int = BUSY_TIMEOUT_MS
) -> None:
    """Make each connection of the engine durable and its transactions explicit.

    WAL with `synchronous=FULL`: what was committed survives a loss of power. `BEGIN IMMEDIATE` where the unit
    of work writes: a deferred transaction that upgrades itself fails at once under contention, whatever the
    time-out.
    """

    def on_connect(connection: Any, _record: Any) -> None:
        # The driver must not open transactions by itself; `on_begin` does.
        connection.isolation_level = None
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout={busy_timeout_ms}")
        if not read_only:
            cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA synchronous=FULL")
        cursor.execute(f"PRAGMA foreign_keys={'ON' if foreign_keys else 'OFF'}")
        cursor.execute("PRAGMA trusted_schema=OFF")
        cursor.execute(f"PRAGMA query_only={'ON' if read_only else 'OFF'}")
        cursor.close()

    def on_begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get(WRITE_OPTION, False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    event.listen(engine, "connect", on_connect)
    event.listen(engine, "begin", on_begin)
