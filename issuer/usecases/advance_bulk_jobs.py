"""In the background, in one process at a time: check and run bulk jobs, in turn, batch by batch."""

from dataclasses import dataclass

from citywallet.runtime.logging import get_logger
from issuer.domain.bulk_jobs import BulkJob, Checking, Running
from issuer.domain.errors import SourceUnavailable
from issuer.domain.halts import IssuingHalted
from issuer.ports import UnitsOfWork
from issuer.usecases.check_bulk_rows import CheckBulkRows
from issuer.usecases.run_bulk_rows import RunBulkRows

_log = get_logger("bulk_jobs")


@dataclass(frozen=True, slots=True, kw_only=True)
class AdvanceBulkJobs:
    """Give every job that waits a batch, and again, until none is left that can go on now."""

    units: UnitsOfWork
    check_rows: CheckBulkRows
    run_rows: RunBulkRows

    async def __call__(self) -> None:
        """Do what can be done now; a job whose source does not answer waits and stops no other."""
        while await self._advance_each():
            pass

    async def _advance_each(self) -> bool:
        async with self.units.reading() as records:
            jobs = await records.bulk_jobs.to_advance()
        return any([await self._advance(job) for job in jobs])

    async def _advance(self, job: BulkJob) -> bool:
        try:
            match job.state:
                case Checking():
                    await self.check_rows(job, job.state)
                case Running():
                    await self.run_rows(job, job.state)
        except (SourceUnavailable, IssuingHalted) as error:
            _log.warning("bulk_job_waits", job=job.id, error=error.detail)
            return False
        return True
