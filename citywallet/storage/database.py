"""One service's database, and the unit of work on it."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from citywallet.storage.dialect import WRITE_OPTION, configure_sqlite, is_sqlite, is_unavailable
from citywallet.storage.errors import StorageUnavailable, UnitOfWorkNested, UnitOfWorkUndone

_QUEUE_TIMEOUT_SECONDS = 30.0


class Database:
    """Opens units of work. Made by `open_database`; closed once, by the service's lifespan."""

    def __init__(self, writers: AsyncEngine, readers: AsyncEngine) -> None:
        self._writers = writers
        self._readers = readers
        self._writing_tasks: set[asyncio.Task[object]] = set()

    @property
    def dialect(self) -> str:
        """`sqlite` or `postgresql`."""
        return self._writers.dialect.name

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncConnection]:
        """A unit of work that may write: committed when the block ends, undone when it raises.

        On SQLite one runs at a time; within a process they queue in order, between processes up to five
        seconds. Nothing but the database belongs inside: no HTTP, no chain.

        Raises:
            StorageUnavailable: the database cannot answer now; nothing was kept.
            UnitOfWorkNested: this task is already inside a unit of work that writes.
            UnitOfWorkUndone: a flush failed, which undid everything, and the block went on to its end.
        """
        with self._not_nested(), _translated():
            async with self._writers.connect() as plain:
                connection = await plain.execution_options(**{WRITE_OPTION: True})
                async with connection.begin() as transaction:
                    yield connection
                    if not transaction.is_active:
                        raise UnitOfWorkUndone("The unit of work ended as if kept, but was undone before.")

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """One consistent view of the database; an attempt to write fails.

        Raises:
            StorageUnavailable: the database cannot answer now.
        """
        with _translated():
            async with self._readers.connect() as connection, connection.begin():
                yield connection

    async def close(self) -> None:
        """Give every connection back."""
        await self._readers.dispose()
        await self._writers.dispose()

    @contextmanager
    def _not_nested(self) -> Iterator[None]:
        task = asyncio.current_task()
        assert task is not None
        if task in self._writing_tasks:
            raise UnitOfWorkNested("A unit of work that writes was opened inside another one.")
        self._writing_tasks.add(task)
        try:
            yield
        finally:
            self._writing_tasks.discard(task)


def open_database(url: str, *, readers: int = 4) -> Database:
    """A database by its URL, `sqlite+aiosqlite:///path` or `postgresql+asyncpg://…`; connects at first use.

    `readers` counts the connections that may read at one time. The database must be migrated already.
    """
    if not is_sqlite(url):
        engine = create_async_engine(url, hide_parameters=True, pool_size=readers)
        return Database(engine, engine)
    # One writer: tasks queue for its connection in order instead of racing for the file's lock.
    # Parameters stay out of error messages, for they may be personal data.
    writing = create_async_engine(
        url, hide_parameters=True, pool_size=1, max_overflow=0, pool_timeout=_QUEUE_TIMEOUT_SECONDS
    )
    reading = create_async_engine(url, hide_parameters=True, pool_size=readers, max_overflow=readers)
    configure_sqlite(writing.sync_engine, read_only=False)
    configure_sqlite(reading.sync_engine, read_only=True)
    return Database(writing, reading)


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except PoolTimeout as error:
        raise StorageUnavailable("every connection is in use") from error
    except DBAPIError as error:
        if is_unavailable(error):
            raise StorageUnavailable("the database cannot answer now") from error
        raise
