"""The dry run of a bulk job: each row is held against register and source, and nothing is issued."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from citywallet.runtime.clock import Clock
from citywallet.runtime.failpoint import failpoint
from issuer.domain.bulk_jobs import BulkJob, Checked, Checking
from issuer.domain.bulk_rows import BulkRow, RowOutcome, RowRefusal
from issuer.domain.catalogue import Catalogue
from issuer.domain.facts import Facts
from issuer.domain.identifiers import CitizenId
from issuer.ports import MAX_ASKED, UnitsOfWork
from issuer.usecases.check_entitlement import CheckEntitlement


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckBulkRows:
    """Check the next rows of a job, as many as a source is asked about at a time."""

    units: UnitsOfWork
    clock: Clock
    catalogue: Catalogue
    check_entitlement: CheckEntitlement

    async def __call__(self, job: BulkJob, state: Checking) -> None:
        """Check some rows, or end the dry run when none is left.

        Raises:
            SourceUnavailable: the source could not be asked; the rows wait.
        """
        async with self.units.reading() as records:
            rows = await records.bulk_jobs.rows(
                job.id, after=state.position, limit=MAX_ASKED, outcome=RowOutcome.WAITING
            )
        judged = await self._judge(job, rows) if rows else []
        failpoint("bulk.before_check")
        async with self.units.writing() as records:
            after = Checking(position=rows[-1].row) if rows else Checked()
            if await records.bulk_jobs.save_state(job, after):
                await records.bulk_jobs.save_rows(judged)
        failpoint("bulk.after_check")

    async def _judge(self, job: BulkJob, rows: list[BulkRow]) -> list[BulkRow]:
        configuration = self.catalogue.configuration(job.configuration_id)
        if configuration is None:  # taken out of the catalogue since the file came
            return [replace(row, outcome=RowOutcome.REFUSED, code=RowRefusal.TYPE_UNKNOWN) for row in rows]
        named = [row.citizen_id for row in rows if row.citizen_id is not None]
        async with self.units.reading() as records:
            registered = {citizen.id for citizen in await records.citizens.find_each(named)}
        known = [citizen_id for citizen_id in named if citizen_id in registered]
        entitled = await self.check_entitlement.of_each(known, configuration.type, now=self.clock.now())
        return [_judge_row(row, registered, entitled) for row in rows]


def _judge_row(row: BulkRow, registered: set[CitizenId], entitled: Mapping[CitizenId, Facts]) -> BulkRow:
    if row.citizen_id not in registered:
        return replace(row, outcome=RowOutcome.REFUSED, code=RowRefusal.CITIZEN_UNKNOWN)
    if row.citizen_id not in entitled:
        return replace(row, outcome=RowOutcome.REFUSED, code=RowRefusal.NOT_ELIGIBLE)
    return replace(row, outcome=RowOutcome.READY)
