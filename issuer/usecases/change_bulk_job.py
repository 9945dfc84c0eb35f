"""An officer starts, stops or resumes a bulk job."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from citywallet.runtime.clock import Clock
from issuer.domain.audit import Act
from issuer.domain.bulk_jobs import BulkJob, JobState, resume, start, stop
from issuer.domain.callers import Caller
from issuer.domain.errors import BulkJobNotReady, BulkJobUnknown
from issuer.domain.identifiers import BulkJobId
from issuer.domain.quotas import Quota
from issuer.ports import Records, UnitsOfWork
from issuer.usecases.audit_trail import record_act
from issuer.usecases.count_quota import CountQuota
from issuer.usecases.require_issuing import require_issuing

_TRANSITIONS: Mapping[Act, Callable[[JobState], JobState]] = {
    Act.BULK_JOB_STARTED: start,
    Act.BULK_JOB_STOPPED: stop,
    Act.BULK_JOB_RESUMED: resume,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeBulkJob:
    """Begin to issue, issue no more, or go on."""

    units: UnitsOfWork
    clock: Clock
    count_quota: CountQuota

    async def __call__(self, job_id: BulkJobId, act: Act, *, by: Caller) -> BulkJob:
        """Change a job's state by one of the three acts.

        Raises:
            BulkJobUnknown: there is no such job.
            BulkJobNotReady: the job is in another state than the act needs.
            QuotaReached: the caller started too many rows within an hour.
            IssuingHalted: the office issues nothing at present.
        """
        async with self.units.writing() as records:
            job = await records.bulk_jobs.find(job_id)
            if job is None:
                raise BulkJobUnknown()
            if act is not Act.BULK_JOB_STOPPED:
                await require_issuing(records)
            state = _TRANSITIONS[act](job.state)
            if not await records.bulk_jobs.save_state(job, state):
                raise BulkJobNotReady("a batch ended in between")
            if act is Act.BULK_JOB_STARTED:
                await self._count_rows(records, job_id, by)
            await record_act(records, by.actor, act, subject=job_id, now=self.clock.now())
        return replace(job, state=state)

    async def _count_rows(self, records: Records, job_id: BulkJobId, by: Caller) -> None:
        rows = (await records.bulk_jobs.counts(job_id)).ready
        if rows:
            await self.count_quota(records, Quota.BULK_ROWS, by=by, count=rows, now=self.clock.now())
