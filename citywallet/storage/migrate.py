"""Brings a service's database to the newest of its migrations, once, whoever else tries at the same time.

All missing migrations run in one transaction that holds the database's write lock from the first look at its
version: a process that dies leaves what was there before, and a second one waits, then finds nothing to do.
"""

import importlib.util
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, inspect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from citywallet.storage.dialect import (
    WRITE_OPTION,
    broken_references,
    configure_sqlite,
    is_busy,
    is_damaged,
    is_sqlite,
    is_unavailable,
    synchronous_url,
)
from citywallet.storage.errors import (
    DatabaseHalfWritten,
    DatabaseNotMigrated,
    DatabaseTooNew,
    MigrationLocked,
    StorageUnavailable,
)

LOCK_TIMEOUT_MS = 60_000


def upgrade(database_url: str, migrations_package: str, *, lock_timeout_ms: int = LOCK_TIMEOUT_MS) -> None:
    """Run every migration of a package (`issuer.migrations`) that the database has not had.

    Takes the service's own URL, and creates a database that is not there. Runs synchronously, before the
    service starts.

    Raises:
        DatabaseHalfWritten: the file is no database, or holds tables that no migration of ours made.
        DatabaseTooNew: a newer release migrated it.
        MigrationLocked: another process holds the database and does not end in time.
        StorageUnavailable: the database cannot answer now.
    """
    _migrate(
        database_url, migrations_package, lambda config: command.upgrade(config, "head"), lock_timeout_ms
    )


def downgrade(database_url: str, migrations_package: str, *, revision: str) -> None:
    """Undo migrations down to `revision`; `base` undoes all of them. Raises what `upgrade` raises."""
    _migrate(
        database_url, migrations_package, lambda config: command.downgrade(config, revision), LOCK_TIMEOUT_MS
    )


def require_migrated(database_url: str, migrations_package: str) -> None:
    """Make sure that a service does not run on a database behind or ahead of its migrations.

    Raises:
        DatabaseNotMigrated: migrations are missing.
        DatabaseHalfWritten, DatabaseTooNew, MigrationLocked, StorageUnavailable: as `upgrade`.
    """
    script = _scripts(migrations_package)
    with _locked(database_url, LOCK_TIMEOUT_MS) as connection:
        if _current(connection, script, database_url) != set(script.get_heads()):
            name = _name(database_url)
            raise DatabaseNotMigrated(f"The database {name} is behind; run `citywallet migrate`.")


def _migrate(database_url: str, package: str, act: Callable[[Config], None], lock_timeout_ms: int) -> None:
    config = _config(package)
    script = _scripts(package)
    with _locked(database_url, lock_timeout_ms) as connection:
        _current(connection, script, database_url)
        config.attributes["connection"] = connection
        act(config)
        if broken_references(connection):
            raise DatabaseHalfWritten(f"A migration of {_name(database_url)} left broken references.")


@cache
def _scripts(package: str) -> ScriptDirectory:
    """The migrations of a package, which no running process changes."""
    return ScriptDirectory.from_config(_config(package))


def _current(connection: Connection, script: ScriptDirectory, database_url: str) -> set[str]:
    """The migrations that the database is at, none for an empty one."""
    heads = set(MigrationContext.configure(connection).get_current_heads())
    if not heads and set(inspect(connection).get_table_names()) - {"alembic_version"}:
        raise DatabaseHalfWritten(
            f"The database {_name(database_url)} is only half written; remove it, or start with RESET=1."
        )
    known = {revision.revision for revision in script.walk_revisions()}
    if not heads <= known:
        raise DatabaseTooNew(f"The database {_name(database_url)} belongs to a newer release; use that one.")
    return heads


@contextmanager
def _locked(database_url: str, lock_timeout_ms: int) -> Iterator[Connection]:
    """A connection in one transaction that keeps every other writer out."""
    engine = create_engine(synchronous_url(database_url), poolclass=NullPool, hide_parameters=True)
    if is_sqlite(database_url):
        # Batch migrations drop and rebuild tables, which must not cascade; references are checked at the end.
        configure_sqlite(engine, read_only=False, foreign_keys=False, busy_timeout_ms=lock_timeout_ms)
    try:
        with engine.connect().execution_options(**{WRITE_OPTION: True}) as connection, connection.begin():
            yield connection
    except DBAPIError as error:
        raise _translated(error, database_url) from error
    finally:
        engine.dispose()


def _translated(error: DBAPIError, database_url: str) -> Exception:
    name = _name(database_url)
    if is_damaged(error):
        return DatabaseHalfWritten(f"The file {name} is damaged or no database; restore it or remove it.")
    if is_busy(error):
        return MigrationLocked(f"Another process is at work on the database {name}; try again after it.")
    if is_unavailable(error):
        return StorageUnavailable(
            f"The database {name} cannot be opened; does its folder exist, has it space?"
        )
    return error


def _config(package: str) -> Config:
    spec = importlib.util.find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError(f"There is no package of migrations named {package}.")
    config = Config()
    folder = Path(spec.submodule_search_locations[0])
    config.set_main_option("script_location", str(folder).replace("%", "%%"))
    return config


def _name(database_url: str) -> str:
    url = synchronous_url(database_url)
    return url.database or url.render_as_string(hide_password=True)
