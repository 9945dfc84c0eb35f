"""Appends to the audit log: `python -m tests.attacks.noting_process URL NAME COUNT`."""

import asyncio
import sys

from citywallet.storage.database import open_database
from issuer.adapters.units_of_work import SqlUnitsOfWork
from issuer.domain.audit import Act
from issuer.domain.callers import Actor
from issuer.usecases.audit_trail import record_act
from tests.support.clock import NOON


async def main(url: str, name: str, count: int) -> None:
    database = open_database(url)
    units = SqlUnitsOfWork(database)
    print("ready", flush=True)
    sys.stdin.readline()
    for number in range(count):
        async with units.writing() as records:
            await record_act(
                records, Actor(name=name, role="teller"), Act.OFFER_CREATED, subject=str(number), now=NOON
            )
    await database.close()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2], int(sys.argv[3])))
