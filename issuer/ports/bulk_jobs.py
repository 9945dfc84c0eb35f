"""Bulk jobs and their rows."""

from collections.abc import Sequence
from typing import Protocol

from issuer.domain.bulk_jobs import BulkJob, JobCounts, JobState
from issuer.domain.bulk_rows import BulkRow, RowOutcome
from issuer.domain.identifiers import BulkJobId, CitizenId


class BulkJobRecords(Protocol):
    """Bulk jobs and their rows; a job has each row once, and each citizen once."""

    async def add(self, job: BulkJob) -> None:
        """Record a new job."""
        ...

    async def remove(self, job_id: BulkJobId) -> None:
        """Remove a job whose file was broken off, with its rows."""
        ...

    async def find(self, job_id: BulkJobId) -> BulkJob | None:
        """The job, or None."""
        ...

    async def newest(self, *, limit: int) -> list[BulkJob]:
        """The newest jobs whose file was received, newest first."""
        ...

    async def to_advance(self) -> list[BulkJob]:
        """The jobs that are being checked or run, oldest first."""
        ...

    async def counts(self, job_id: BulkJobId) -> JobCounts:
        """How far a job's rows are."""
        ...

    async def save_state(self, job: BulkJob, state: JobState) -> bool:
        """Record the job's new state; False, and nothing recorded, when it is not in its old one any more."""
        ...

    async def add_rows(self, rows: Sequence[BulkRow]) -> None:
        """Record rows of a job's file."""
        ...

    async def save_rows(self, rows: Sequence[BulkRow]) -> None:
        """Record what became of rows."""
        ...

    async def citizens_among(
        self, job_id: BulkJobId, citizen_ids: Sequence[CitizenId]
    ) -> frozenset[CitizenId]:
        """Those of the citizens whom a row of the job names already."""
        ...

    async def rows(
        self, job_id: BulkJobId, *, after: int, limit: int, outcome: RowOutcome | None = None
    ) -> list[BulkRow]:
        """The first rows behind the row `after`, in order; of one outcome, or of all."""
        ...
