"""What the office's API gives of bulk jobs."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from pydantic import BaseModel

from issuer.domain.bulk_jobs import Checked, Checking, Done, JobState, Running, Stopped
from issuer.domain.bulk_rows import BulkRow, RowOutcome, sentence_of
from issuer.domain.identifiers import BulkJobId
from issuer.usecases.read_bulk_jobs import NEWEST_JOBS, PAGE_ROWS, BulkProgress

StateName = Literal["receiving", "checking", "checked", "running", "stopped", "done"]


class BulkJobIdModel(BaseModel):
    """A job that was just made."""

    id: str

    @classmethod
    def of(cls, job_id: BulkJobId) -> "BulkJobIdModel":
        """Render an identifier."""
        return cls(id=job_id)


class BulkJobModel(BaseModel):
    """A job: of its `rows`, `ready` wait for the run, `done` have their offer, `errors` were refused."""

    id: str
    type_id: str
    state: StateName
    rows: int
    ready: int
    done: int
    errors: int
    created_by: str
    created_at: datetime
    finished_at: datetime | None

    @classmethod
    def of(cls, progress: BulkProgress) -> "BulkJobModel":
        """Render a job."""
        job, counts = progress.job, progress.counts
        return cls(
            id=job.id,
            type_id=job.configuration_id,
            state=_name(job.state),
            rows=counts.rows,
            ready=counts.ready,
            done=counts.done,
            errors=counts.refused,
            created_by=job.created_by,
            created_at=job.created_at,
            finished_at=job.state.finished_at if isinstance(job.state, Done) else None,
        )


class BulkJobsModel(BaseModel):
    """The newest jobs; older ones are found by their identifier."""

    items: list[BulkJobModel]
    next: None = None

    @classmethod
    def of(cls, jobs: Sequence[BulkProgress]) -> "BulkJobsModel":
        """Render jobs."""
        return cls(items=[BulkJobModel.of(progress) for progress in jobs[:NEWEST_JOBS]])


class SentenceModel(BaseModel):
    """A text for people."""

    ko: str
    en: str


class BulkRowModel(BaseModel):
    """One row of a job's file; `code` and `sentence` say why it was refused."""

    row: int
    outcome: RowOutcome
    code: str | None
    sentence: SentenceModel | None

    @classmethod
    def of(cls, row: BulkRow) -> "BulkRowModel":
        """Render a row."""
        sentence = None if row.code is None else sentence_of(row.code)
        return cls(
            row=row.row,
            outcome=row.outcome,
            code=row.code,
            sentence=None if sentence is None else SentenceModel(ko=sentence.ko, en=sentence.en),
        )


class BulkRowsModel(BaseModel):
    """A page of rows; `next` is the cursor of the page behind it."""

    items: list[BulkRowModel]
    next: str | None

    @classmethod
    def of(cls, rows: Sequence[BulkRow]) -> "BulkRowsModel":
        """Render rows."""
        return cls(
            items=[BulkRowModel.of(row) for row in rows],
            next=str(rows[-1].row) if len(rows) == PAGE_ROWS else None,
        )


def _name(state: JobState) -> StateName:
    match state:
        case Checking():
            return "checking"
        case Checked():
            return "checked"
        case Running():
            return "running"
        case Stopped():
            return "stopped"
        case Done():
            return "done"
        case _:
            return "receiving"
