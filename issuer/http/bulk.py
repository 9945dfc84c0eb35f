"""Bulk issuing over HTTP: a file, its dry run, its run, and the links of its offers."""

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import StreamingResponse

from issuer.domain.audit import Act
from issuer.domain.bulk_rows import RowOutcome
from issuer.domain.csv_cells import serialize_csv
from issuer.domain.identifiers import BulkJobId
from issuer.http.acts import acts_of
from issuer.http.bulk_models import BulkJobIdModel, BulkJobModel, BulkJobsModel, BulkRowsModel
from issuer.http.gate import SHOWN_BY_CALLERS, caller_of
from issuer.http.models import Identifier
from issuer.http.uploads import TABLE_BODY, uploaded_table
from issuer.usecases.export_bulk_offers import OfferToSend

BULK_JOBS = "/api/v1/bulk-jobs"
_MAX_ROW = 2**31
_COLUMNS = ("row", "citizen_id", "credential_offer_uri", "tx_code")

bulk_routes = APIRouter(prefix=BULK_JOBS, tags=["office"], dependencies=SHOWN_BY_CALLERS)

JobPath = Annotated[Identifier, Path()]


@bulk_routes.post("", status_code=201, summary="Send a file of citizens", openapi_extra=TABLE_BODY)
async def create(request: Request, type_id: Annotated[Identifier, Query()]) -> BulkJobIdModel:
    """Take CSV or a workbook with a column `citizen_id`; the dry run begins by itself."""
    async with uploaded_table(request) as table:
        job_id = await acts_of(request).bulk.receive(type_id, table, by=caller_of(request))
    return BulkJobIdModel.of(job_id)


@bulk_routes.get("", summary="The newest bulk jobs")
async def jobs(request: Request) -> BulkJobsModel:
    """List jobs, newest first."""
    return BulkJobsModel.of(await acts_of(request).bulk.read())


@bulk_routes.get("/{job}", summary="How far a bulk job is")
async def one_job(request: Request, job: JobPath) -> BulkJobModel:
    """Give one job."""
    return BulkJobModel.of(await acts_of(request).bulk.read.one(BulkJobId(job)))


@bulk_routes.get("/{job}/rows", summary="What became of each row")
async def rows(
    request: Request,
    job: JobPath,
    outcome: Annotated[RowOutcome | None, Query()] = None,
    cursor: Annotated[int, Query(ge=0, le=_MAX_ROW)] = 0,
) -> BulkRowsModel:
    """List rows in the order of the file."""
    found = await acts_of(request).bulk.read.rows(BulkJobId(job), outcome=outcome, after=cursor)
    return BulkRowsModel.of(found)


@bulk_routes.post("/{job}/start", summary="Issue what the dry run found in order")
async def start(request: Request, job: JobPath) -> BulkJobModel:
    """Begin the run."""
    return await _change(request, job, Act.BULK_JOB_STARTED)


@bulk_routes.post("/{job}/stop", summary="Issue no more")
async def stop(request: Request, job: JobPath) -> BulkJobModel:
    """Stop behind the rows that are being issued."""
    return await _change(request, job, Act.BULK_JOB_STOPPED)


@bulk_routes.post("/{job}/resume", summary="Go on where the job was stopped")
async def resume(request: Request, job: JobPath) -> BulkJobModel:
    """Go on."""
    return await _change(request, job, Act.BULK_JOB_RESUMED)


@bulk_routes.get(
    "/{job}/offers.csv",
    summary="The links of the offers",
    response_class=StreamingResponse,
    responses={200: {"content": {"text/csv": {}}}},
)
async def offers(request: Request, job: JobPath) -> StreamingResponse:
    """Give each citizen's link and transaction code; send them by two different ways."""
    portions = await acts_of(request).bulk.export_offers(BulkJobId(job), by=caller_of(request))
    return StreamingResponse(
        _lines(portions),
        media_type="text/csv; charset=utf-8",
        headers={
            "Content-Disposition": 'attachment; filename="offers.csv"',
            "Cache-Control": "no-store",
        },
    )


async def _change(request: Request, job: str, act: Act) -> BulkJobModel:
    bulk = acts_of(request).bulk
    await bulk.change(BulkJobId(job), act, by=caller_of(request))
    return BulkJobModel.of(await bulk.read.one(BulkJobId(job)))


async def _lines(portions: AsyncIterator[tuple[OfferToSend, ...]]) -> AsyncIterator[str]:
    yield serialize_csv([_COLUMNS])
    async for offers in portions:
        yield serialize_csv((str(offer.row), offer.citizen_id, offer.link, offer.tx_code) for offer in offers)
