"""An officer sends a file of citizens to whom credentials of one type shall go."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from citywallet.runtime.clock import Clock
from citywallet.runtime.entropy import Entropy
from issuer.domain.audit import Act
from issuer.domain.bulk_jobs import BulkJob, Checking, Receiving
from issuer.domain.bulk_rows import BulkRow, RowOutcome
from issuer.domain.callers import Caller
from issuer.domain.catalogue import Catalogue
from issuer.domain.errors import CredentialTypeUnknown, IssuerError, TableFileTooLarge
from issuer.domain.file_rows import (
    FileRow,
    RowFault,
    RowFaulty,
    RowRefused,
    read_citizen_id,
    required_value,
)
from issuer.domain.identifiers import BulkJobId
from issuer.ports import TableFile, UnitsOfWork
from issuer.usecases.audit_trail import record_act

BATCH_ROWS = 500
MAX_ROWS = 200_000


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiveBulkFile:
    """Record the rows of a file as a job, in batches; its dry run follows in the background.

    The file names citizens in its column `citizen_id`; what entitles them is the type's source's to say.
    """

    units: UnitsOfWork
    clock: Clock
    entropy: Entropy
    catalogue: Catalogue

    async def __call__(self, configuration_id: str, table: TableFile, *, by: Caller) -> BulkJobId:
        """Take a file to its end.

        Raises:
            CredentialTypeUnknown: the catalogue has no such type.
            TableFileInvalid, TableFileTooLarge: no usable table; nothing is left of it.
        """
        configuration = self.catalogue.configuration(configuration_id)
        if configuration is None:
            raise CredentialTypeUnknown()
        job = BulkJob(
            id=BulkJobId(self.entropy.identifier()),
            configuration_id=configuration.id,
            created_by=by.actor.name,
            created_at=self.clock.now(),
            state=Receiving(),
        )
        async with self.units.writing() as records:
            await records.bulk_jobs.add(job)
        try:
            await self._receive(job, table)
        except IssuerError:
            async with self.units.writing() as records:
                await records.bulk_jobs.remove(job.id)
            raise
        async with self.units.writing() as records:
            await record_act(records, by.actor, Act.BULK_JOB_CREATED, subject=job.id, now=job.created_at)
            await records.bulk_jobs.save_state(job, Checking())
        return job.id

    async def _receive(self, job: BulkJob, table: TableFile) -> None:
        count = 0
        async for portion in table.rows(required=("citizen_id",)):
            count += len(portion)
            if count > MAX_ROWS:
                raise TableFileTooLarge(f"more than {MAX_ROWS} rows")
            for start in range(0, len(portion), BATCH_ROWS):
                await self._store([_read(job.id, row) for row in portion[start : start + BATCH_ROWS]])

    async def _store(self, rows: Sequence[BulkRow]) -> None:
        named = [row.citizen_id for row in rows if row.citizen_id is not None]
        async with self.units.writing() as records:
            earlier = await records.bulk_jobs.citizens_among(rows[0].job_id, named)
            await records.bulk_jobs.add_rows(list(_without_repeated(rows, set(earlier))))


def _read(job_id: BulkJobId, row: FileRow | RowRefused) -> BulkRow:
    fault, citizen_id = None, None
    if isinstance(row, RowRefused):
        fault = row.fault
    else:
        try:
            citizen_id = required_value(row.values, "citizen_id", read_citizen_id)
        except RowFaulty as faulty:
            fault = faulty.fault
    outcome = RowOutcome.WAITING if fault is None else RowOutcome.REFUSED
    return BulkRow(job_id=job_id, row=row.row, citizen_id=citizen_id, outcome=outcome, code=fault)


def _without_repeated(rows: Sequence[BulkRow], seen: set[str]) -> Iterator[BulkRow]:
    for row in rows:
        if row.citizen_id in seen:
            repeated = RowFault.REPEATED_CITIZEN
            yield replace(row, citizen_id=None, outcome=RowOutcome.REFUSED, code=repeated)
        else:
            if row.citizen_id is not None:
                seen.add(row.citizen_id)
            yield row
