"""A counter and the indexes that were taken from it: the smallest thing two writers can break."""

from sqlalchemy import Column, Integer, MetaData, String, Table, insert, select, update

from citywallet.storage.database import Database

metadata = MetaData()
counters = Table("counter", metadata, Column("name", String, primary_key=True), Column("next", Integer))
taken = Table(
    "taken", metadata, Column("index", Integer, primary_key=True), Column("taker", String, nullable=False)
)


async def prepare(database: Database) -> None:
    """Put the counter at 0."""
    async with database.transaction() as connection:
        await connection.run_sync(metadata.create_all)
        await connection.execute(insert(counters).values(name="index", next=0))


async def take(database: Database, taker: str) -> int:
    """Read the counter, move it on, note who took the index: in one unit of work."""
    async with database.transaction() as connection:
        index = (await connection.execute(select(counters.c.next))).scalar_one()
        await connection.execute(update(counters).values(next=index + 1))
        await connection.execute(insert(taken).values(index=index, taker=taker))
        return int(index)


async def all_taken(database: Database) -> list[int]:
    """Every index that was taken, in order."""
    async with database.read() as connection:
        return list((await connection.execute(select(taken.c.index).order_by(taken.c.index))).scalars())
