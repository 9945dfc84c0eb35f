"""The tables of bulk jobs."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, bindparam, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from citywallet.storage.errors import RowIncomplete
from citywallet.storage.rows import required, table_of
from issuer.adapters.tables import BulkJobRow, BulkRowRow
from issuer.domain.bulk_jobs import (
    BulkJob,
    Checked,
    Checking,
    Done,
    JobCounts,
    JobState,
    Receiving,
    Running,
    Stopped,
)
from issuer.domain.bulk_rows import BulkRow, RowOutcome
from issuer.domain.identifiers import BulkJobId, CitizenId, CredentialConfigurationId, OfferId

_jobs, _rows = table_of(BulkJobRow), table_of(BulkRowRow)


class SqlBulkJobRecords:
    """Bulk jobs in the issuer's database."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, job: BulkJob) -> None:
        """Record a new job."""
        values = {
            "id": job.id,
            "configuration_id": job.configuration_id,
            "created_by": job.created_by,
            "created_at": job.created_at,
        }
        await self._connection.execute(insert(_jobs).values(**values, **_columns(job.state)))

    async def remove(self, job_id: BulkJobId) -> None:
        """Remove a job whose file was broken off, with its rows."""
        await self._connection.execute(delete(_rows).where(_rows.c.job_id == job_id))
        await self._connection.execute(delete(_jobs).where(_jobs.c.id == job_id))

    async def find(self, job_id: BulkJobId) -> BulkJob | None:
        """The job, or None."""
        row = (await self._connection.execute(select(_jobs).where(_jobs.c.id == job_id))).first()
        return None if row is None else _job(row)

    async def newest(self, *, limit: int) -> list[BulkJob]:
        """The newest jobs whose file was received, newest first."""
        received = select(_jobs).where(_jobs.c.state != "receiving")
        query = received.order_by(_jobs.c.created_at.desc(), _jobs.c.id).limit(limit)
        return [_job(row) for row in await self._connection.execute(query)]

    async def to_advance(self) -> list[BulkJob]:
        """The jobs that are being checked or run, oldest first."""
        active = select(_jobs).where(_jobs.c.state.in_(("checking", "running")))
        return [_job(row) for row in await self._connection.execute(active.order_by(_jobs.c.created_at))]

    async def counts(self, job_id: BulkJobId) -> JobCounts:
        """How far a job's rows are."""
        mine = select(_rows.c.outcome, func.count().label("rows")).where(_rows.c.job_id == job_id)
        found = await self._connection.execute(mine.group_by(_rows.c.outcome))
        by_outcome = {row.outcome: row.rows for row in found}
        return JobCounts(
            rows=sum(by_outcome.values()),
            ready=by_outcome.get(RowOutcome.READY, 0),
            done=by_outcome.get(RowOutcome.DONE, 0),
            refused=by_outcome.get(RowOutcome.REFUSED, 0),
        )

    async def save_state(self, job: BulkJob, state: JobState) -> bool:
        """Record the job's new state; False, and nothing recorded, when it is not in its old one any more."""
        before = _columns(job.state)
        unchanged = (
            (_jobs.c.id == job.id)
            & (_jobs.c.state == before["state"])
            & (_jobs.c.position == before["position"])
        )
        changed = await self._connection.execute(update(_jobs).where(unchanged).values(**_columns(state)))
        return changed.rowcount == 1

    async def add_rows(self, rows: Sequence[BulkRow]) -> None:
        """Record rows of a job's file."""
        if rows:
            await self._connection.execute(
                insert(_rows),
                [
                    {"job_id": row.job_id, "row": row.row, "citizen_id": row.citizen_id} | _result(row)
                    for row in rows
                ],
            )

    async def save_rows(self, rows: Sequence[BulkRow]) -> None:
        """Record what became of rows."""
        if rows:
            mine = (_rows.c.job_id == bindparam("of_job")) & (_rows.c.row == bindparam("of_row"))
            changes: dict[str, Any] = {name: bindparam(name) for name in ("outcome", "code", "offer_id")}
            await self._connection.execute(
                update(_rows).where(mine).values(**changes),
                [{"of_job": row.job_id, "of_row": row.row} | _result(row) for row in rows],
            )

    async def citizens_among(
        self, job_id: BulkJobId, citizen_ids: Sequence[CitizenId]
    ) -> frozenset[CitizenId]:
        """Those of the citizens whom a row of the job names already."""
        named = select(_rows.c.citizen_id).where(
            _rows.c.job_id == job_id, _rows.c.citizen_id.in_(citizen_ids)
        )
        return frozenset(CitizenId(row.citizen_id) for row in await self._connection.execute(named))

    async def rows(
        self, job_id: BulkJobId, *, after: int, limit: int, outcome: RowOutcome | None = None
    ) -> list[BulkRow]:
        """The first rows behind the row `after`, in order; of one outcome, or of all."""
        query = select(_rows).where(_rows.c.job_id == job_id, _rows.c.row > after)
        if outcome is not None:
            query = query.where(_rows.c.outcome == outcome.value)
        found = await self._connection.execute(query.order_by(_rows.c.row).limit(limit))
        return [_row(row) for row in found]


def _columns(state: JobState) -> dict[str, Any]:
    match state:
        case Receiving():
            return {"state": "receiving", "position": 0, "finished_at": None}
        case Checking(position=position):
            return {"state": "checking", "position": position, "finished_at": None}
        case Checked():
            return {"state": "checked", "position": 0, "finished_at": None}
        case Running(position=position):
            return {"state": "running", "position": position, "finished_at": None}
        case Stopped(position=position):
            return {"state": "stopped", "position": position, "finished_at": None}
        case Done(finished_at=finished_at):
            return {"state": "done", "position": 0, "finished_at": finished_at}


def _state(row: Row[Any]) -> JobState:
    match row.state:
        case "receiving":
            return Receiving()
        case "checking":
            return Checking(position=row.position)
        case "checked":
            return Checked()
        case "running":
            return Running(position=row.position)
        case "stopped":
            return Stopped(position=row.position)
        case "done":
            return Done(finished_at=required(row.finished_at))
        case _:
            raise RowIncomplete("a bulk job is in a state that we do not know")


def _job(row: Row[Any]) -> BulkJob:
    return BulkJob(
        id=BulkJobId(row.id),
        configuration_id=CredentialConfigurationId(row.configuration_id),
        created_by=row.created_by,
        created_at=row.created_at,
        state=_state(row),
    )


def _result(row: BulkRow) -> dict[str, Any]:
    return {"outcome": row.outcome.value, "code": row.code, "offer_id": row.offer_id}


def _row(row: Row[Any]) -> BulkRow:
    return BulkRow(
        job_id=BulkJobId(row.job_id),
        row=row.row,
        citizen_id=None if row.citizen_id is None else CitizenId(row.citizen_id),
        outcome=RowOutcome(row.outcome),
        code=row.code,
        offer_id=None if row.offer_id is None else OfferId(row.offer_id),
    )
