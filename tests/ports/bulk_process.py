"""Advances bulk jobs until none is left: `python -m tests.ports.bulk_process URL`.

Everybody in the file is entitled, as far as this process is told.
"""

import asyncio
import sys
from collections.abc import Mapping, Sequence
from datetime import timedelta
from zoneinfo import ZoneInfo

from citywallet.storage.database import open_database
from issuer.adapters.catalogue_files import load_catalogue
from issuer.adapters.units_of_work import SqlUnitsOfWork
from issuer.domain.facts import Facts, FactTypes
from issuer.domain.identifiers import CitizenId, FactName, SourceName
from issuer.usecases.advance_bulk_jobs import AdvanceBulkJobs
from issuer.usecases.check_bulk_rows import CheckBulkRows
from issuer.usecases.check_entitlement import CheckEntitlement
from issuer.usecases.run_bulk_rows import RunBulkRows
from tests.support.clock import FixedClock

SECRET = b"the secret of bulk offers in tests"


class EverybodyHelped:
    """A source that has one hour of everybody."""

    async def facts_of(
        self, citizen_ids: Sequence[CitizenId], *, wanted: FactTypes
    ) -> Mapping[CitizenId, Facts]:
        return {citizen_id: {FactName("hours"): 1} for citizen_id in citizen_ids}


async def main(url: str) -> None:
    database, clock, catalogue = open_database(url), FixedClock(), load_catalogue()
    units = SqlUnitsOfWork(database)
    check = CheckEntitlement(
        sources={SourceName("volunteers"): EverybodyHelped()}, time_zone=ZoneInfo("Asia/Seoul")
    )
    advance = AdvanceBulkJobs(
        units=units,
        check_rows=CheckBulkRows(units=units, clock=clock, catalogue=catalogue, check_entitlement=check),
        run_rows=RunBulkRows(
            units=units,
            clock=clock,
            catalogue=catalogue,
            check_entitlement=check,
            secret=SECRET,
            offer_lifetime=timedelta(days=30),
        ),
    )
    print("ready", flush=True)
    sys.stdin.readline()
    await advance()
    await database.close()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
