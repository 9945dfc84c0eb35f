"""The issuer's bulk jobs, over its API."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from citywallet.client.http import object_of, objects_of
from citywallet.client.issuer import IssuerClient, media_type_of
from citywallet.protocol.encoding import JsonObject, array_member, integer_member, string_member

BULK_JOBS_PATH = "/api/v1/bulk-jobs"
_PAUSE_SECONDS = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkJobState:
    """How far a job is: of `rows`, `ready` wait for the run, `done` have their offer, `errors` have none."""

    id: str
    type_id: str
    state: str
    rows: int
    ready: int
    done: int
    errors: int

    @property
    def looked_at(self) -> int:
        """How many rows the dry run has judged."""
        return self.ready + self.done + self.errors


class BulkClient:
    """What officers do with bulk jobs, through the client of the issuer's office.

    Every method raises what those of `IssuerClient` raise.
    """

    def __init__(self, client: IssuerClient) -> None:
        self._client = client

    async def send(self, content: bytes, *, type_id: str) -> str:
        """Send a file of citizens; the identifier of the job whose dry run begins now."""
        answer = await self._client.upload(
            BULK_JOBS_PATH,
            content,
            media_type=media_type_of(content),
            parameters={"type_id": type_id},
        )
        return string_member(object_of(answer), "id")

    async def jobs(self) -> list[BulkJobState]:
        """The newest jobs, newest first."""
        page = object_of(await self._client.get(BULK_JOBS_PATH))
        return [_state(job) for job in objects_of(array_member(page, "items"))]

    async def job(self, job_id: str) -> BulkJobState:
        """How far a job is."""
        return _state(object_of(await self._client.get(f"{BULK_JOBS_PATH}/{job_id}")))

    async def start(self, job_id: str) -> BulkJobState:
        """Issue what the dry run found in order."""
        return await self._change(job_id, "start")

    async def stop(self, job_id: str) -> BulkJobState:
        """Issue no more."""
        return await self._change(job_id, "stop")

    async def resume(self, job_id: str) -> BulkJobState:
        """Go on where the job was stopped."""
        return await self._change(job_id, "resume")

    async def refused_rows(self, job_id: str) -> list[JsonObject]:
        """The rows that were refused, each with its `row`, `code` and `sentence`."""
        rows: list[JsonObject] = []
        cursor: object = ""
        while isinstance(cursor, str):
            parameters = {"outcome": "refused"} | ({"cursor": cursor} if cursor else {})
            address = f"{BULK_JOBS_PATH}/{job_id}/rows"
            page = object_of(await self._client.get(address, parameters=parameters))
            rows += objects_of(array_member(page, "items"))
            cursor = page.get("next")
        return rows

    async def offers(self, job_id: str) -> bytes:
        """The links and transaction codes of the offers, as a CSV file."""
        return await self._client.download(f"{BULK_JOBS_PATH}/{job_id}/offers.csv")

    async def wait(self, job_id: str, *, tell: Callable[[BulkJobState], None]) -> BulkJobState:
        """Wait until a job stands still: checked, stopped or done; `tell` hears of its progress."""
        while True:
            job = await self.job(job_id)
            tell(job)
            if job.state not in ("checking", "running"):
                return job
            await asyncio.sleep(_PAUSE_SECONDS)

    async def _change(self, job_id: str, act: str) -> BulkJobState:
        return _state(object_of(await self._client.post(f"{BULK_JOBS_PATH}/{job_id}/{act}")))


def _state(job: JsonObject) -> BulkJobState:
    return BulkJobState(
        id=string_member(job, "id"),
        type_id=string_member(job, "type_id"),
        state=string_member(job, "state"),
        rows=integer_member(job, "rows"),
        ready=integer_member(job, "ready"),
        done=integer_member(job, "done"),
        errors=integer_member(job, "errors"),
    )
