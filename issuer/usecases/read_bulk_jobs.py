"""An officer looks at bulk jobs: how far they are, and what became of each row."""

from dataclasses import dataclass

from issuer.domain.bulk_jobs import BulkJob, JobCounts, Receiving
from issuer.domain.bulk_rows import BulkRow, RowOutcome
from issuer.domain.errors import BulkJobUnknown
from issuer.domain.identifiers import BulkJobId
from issuer.ports import Records, UnitsOfWork

NEWEST_JOBS = 100
PAGE_ROWS = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkProgress:
    """A job, and how many of its rows are how far."""

    job: BulkJob
    counts: JobCounts


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadBulkJobs:
    """Read jobs and rows."""

    units: UnitsOfWork

    async def __call__(self) -> list[BulkProgress]:
        """The newest jobs, newest first."""
        async with self.units.reading() as records:
            jobs = await records.bulk_jobs.newest(limit=NEWEST_JOBS)
            return [BulkProgress(job=job, counts=await records.bulk_jobs.counts(job.id)) for job in jobs]

    async def one(self, job_id: BulkJobId) -> BulkProgress:
        """One job.

        Raises:
            BulkJobUnknown: there is no such job.
        """
        async with self.units.reading() as records:
            job = await known_job(records, job_id)
            return BulkProgress(job=job, counts=await records.bulk_jobs.counts(job_id))

    async def rows(self, job_id: BulkJobId, *, outcome: RowOutcome | None, after: int) -> list[BulkRow]:
        """The first rows behind the row `after`, of one outcome or of all.

        Raises:
            BulkJobUnknown: there is no such job.
        """
        async with self.units.reading() as records:
            await known_job(records, job_id)
            return await records.bulk_jobs.rows(job_id, after=after, limit=PAGE_ROWS, outcome=outcome)


async def known_job(records: Records, job_id: BulkJobId) -> BulkJob:
    """A job whose file was received whole.

    Raises:
        BulkJobUnknown: there is no such job.
    """
    job = await records.bulk_jobs.find(job_id)
    if job is None or isinstance(job.state, Receiving):
        raise BulkJobUnknown()
    return job
