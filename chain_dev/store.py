"""The chain's database: what py-evm keeps, in one SQLite file that survives `kill -9`.

Everything that belongs to one block is gathered in memory and written in one transaction, so the file always
holds a whole number of blocks. py-evm may write only inside such a block.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, Self

from eth.db.backends.base import BaseAtomicDB

from chain_dev.errors import DatabaseForeign, DatabaseInUse, DatabaseOfOtherChain, DatabaseUnwritable

_APPLICATION_ID: Final = 0x43574348  # "CWCH"
_FORMAT: Final = "1"
_CACHE_ENTRIES: Final = 200_000
_SCHEMA: Final = """
CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE nodes (key BLOB PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE blocks (number INTEGER PRIMARY KEY, hash BLOB NOT NULL UNIQUE, body BLOB NOT NULL);
CREATE TABLE transactions (
    hash BLOB PRIMARY KEY, number INTEGER NOT NULL, position INTEGER NOT NULL,
    body BLOB NOT NULL, receipt BLOB NOT NULL
) WITHOUT ROWID;
CREATE INDEX transactions_by_block ON transactions (number, position);
CREATE TABLE logs (
    number INTEGER NOT NULL, position INTEGER NOT NULL, address BLOB NOT NULL,
    topic0 BLOB, topic1 BLOB, topic2 BLOB, topic3 BLOB, body BLOB NOT NULL,
    PRIMARY KEY (number, position)
) WITHOUT ROWID;
CREATE INDEX logs_by_address ON logs (address, topic0, number);
CREATE INDEX logs_by_topic ON logs (topic0, number);
CREATE INDEX logs_by_second_topic ON logs (topic1, number);
"""


class ChainStore(BaseAtomicDB):
    """A key-value store for py-evm, plus the tables of the index, in one file."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection
        self._pending: dict[bytes, bytes | None] | None = None
        self._cache: dict[bytes, bytes] = {}

    @classmethod
    def open(cls, path: Path) -> Self:
        """Open the file, or make a new one where there is none.

        Raises:
            DatabaseForeign: the file is not ours.
            DatabaseInUse: another process has it open.
            DatabaseUnwritable: it cannot be opened or written.
            DatabaseOfOtherChain: it has a format that this version does not read.
        """
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            connection = sqlite3.connect(path, isolation_level=None, timeout=0)
        except (OSError, sqlite3.Error) as refused:
            raise _unwritable(path, refused) from refused
        try:
            _claim(connection, path)
        except BaseException:
            connection.close()
            raise
        return cls(connection)

    def close(self) -> None:
        """Give the file back; nothing is pending outside a block."""
        self.connection.close()

    @contextmanager
    def one_block(self) -> Iterator[None]:
        """Gather every write of the body and commit them together, or none of them if it raises."""
        self._pending = {}
        self.connection.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._flush(self._pending)
            self.connection.execute("COMMIT")
        except BaseException:
            self._cache.clear()
            if self.connection.in_transaction:
                self.connection.execute("ROLLBACK")
            raise
        finally:
            self._pending = None

    def fact(self, name: str) -> str | None:
        """Read one fact about the whole chain; None if it was never written."""
        row = self.connection.execute("SELECT value FROM facts WHERE name = ?", (name,)).fetchone()
        return None if row is None else str(row[0])

    def write_fact(self, name: str, value: str) -> None:
        """Write one fact, within a block."""
        self.connection.execute("INSERT OR REPLACE INTO facts VALUES (?, ?)", (name, value))

    @contextmanager
    def atomic_batch(self) -> Iterator[Self]:  # type: ignore[override]
        """Let py-evm group writes; they are part of the surrounding block anyway."""
        yield self

    def __getitem__(self, key: bytes) -> bytes:
        if self._pending is not None and key in self._pending:
            value = self._pending[key]
            if value is None:
                raise KeyError(key)
            return value
        cached = self._cache.get(key)
        if cached is not None:
            return cached
        row = self.connection.execute("SELECT value FROM nodes WHERE key = ?", (key,)).fetchone()
        if row is None:
            raise KeyError(key)
        self._remember(key, row[0])
        return bytes(row[0])

    def __setitem__(self, key: bytes, value: bytes) -> None:
        self._writable()[key] = value

    def __delitem__(self, key: bytes) -> None:
        if key not in self:
            raise KeyError(key)
        self._writable()[key] = None

    def _exists(self, key: bytes) -> bool:
        try:
            self[key]
        except KeyError:
            return False
        return True

    def _writable(self) -> dict[bytes, bytes | None]:
        if self._pending is None:
            raise RuntimeError("The chain's state changes only while a block is made.")
        return self._pending

    def _flush(self, pending: dict[bytes, bytes | None]) -> None:
        kept = [(key, value) for key, value in pending.items() if value is not None]
        dropped = [(key,) for key, value in pending.items() if value is None]
        self.connection.executemany("INSERT OR REPLACE INTO nodes VALUES (?, ?)", kept)
        if dropped:
            self.connection.executemany("DELETE FROM nodes WHERE key = ?", dropped)
        for (key,) in dropped:
            self._cache.pop(key, None)
        for key, value in kept:
            self._remember(key, value)

    def _remember(self, key: bytes, value: bytes) -> None:
        if len(self._cache) >= _CACHE_ENTRIES:
            self._cache.clear()
        self._cache[key] = value


def _claim(connection: sqlite3.Connection, path: Path) -> None:
    """Take the file for this process alone, check that it is ours, make the tables if it is new."""
    try:
        connection.execute("PRAGMA locking_mode = EXCLUSIVE")
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("BEGIN IMMEDIATE")
        application_id = connection.execute("PRAGMA application_id").fetchone()[0]
        tables = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
        if application_id == 0 and tables == 0:
            _create(connection)
        elif application_id != _APPLICATION_ID:
            raise DatabaseForeign(f"{path} is not a database of this chain: move it away and start again.")
        connection.execute("COMMIT")
    except sqlite3.OperationalError as refused:
        if refused.sqlite_errorcode not in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            raise _unwritable(path, refused) from refused
        raise DatabaseInUse(f"Another process uses {path}: stop it first.") from refused
    except sqlite3.DatabaseError as broken:
        raise DatabaseForeign(f"{path} is not a readable database: move it away and start again.") from broken
    found = connection.execute("SELECT value FROM facts WHERE name = 'format'").fetchone()
    if found is None or found[0] != _FORMAT:
        raise DatabaseOfOtherChain(f"{path} was written by another version: move it away and start again.")


def _unwritable(path: Path, refused: Exception) -> DatabaseUnwritable:
    return DatabaseUnwritable(
        f"The chain's database {path} cannot be written ({refused}): see to its folder."
    )


def _create(connection: sqlite3.Connection) -> None:
    connection.execute(f"PRAGMA application_id = {_APPLICATION_ID}")
    for statement in _SCHEMA.split(";"):
        if statement.strip():
            connection.execute(statement)
    connection.execute("INSERT INTO facts VALUES ('format', ?)", (_FORMAT,))
