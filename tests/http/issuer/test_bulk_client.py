"""The client of bulk jobs, and its commands, against a running issuer."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from typer.testing import CliRunner

from citywallet.client.bulk import BulkClient, BulkJobState
from citywallet.client.http import ApiError
from citywallet.client.issuer import IssuerClient
from issuer.cli import app as cli
from tests.support.issuer import OFFICER_KEY, City

FILE = b"citizen_id\nc-senior\nc-nobody\nc-away\n"


@pytest.fixture
async def bulk(city: City) -> AsyncIterator[BulkClient]:
    transport = httpx.ASGITransport(city.app)
    async with IssuerClient(city.issuer, key=OFFICER_KEY, transport=transport) as client:
        yield BulkClient(client)


async def watched(city: City, bulk: BulkClient, job: str) -> tuple[BulkJobState, list[BulkJobState]]:
    """Wait for a job while the background work is done."""
    heard: list[BulkJobState] = []
    waiting = asyncio.create_task(bulk.wait(job, tell=heard.append))
    while not heard:
        await asyncio.wait({waiting}, timeout=0.01)
    await city.advance_bulk_jobs()
    return await waiting, heard


async def test_a_file_becomes_offers(city: City, bulk: BulkClient) -> None:
    job = await bulk.send(FILE, type_id="citizen-id")
    checked, heard = await watched(city, bulk, job)
    assert heard[0].state == "checking"
    assert (checked.state, checked.rows, checked.ready, checked.errors) == ("checked", 3, 2, 1)
    assert [row["code"] for row in await bulk.refused_rows(job)] == ["citizen_unknown"]
    assert (await bulk.start(job)).state == "running"
    done, _ = await watched(city, bulk, job)
    assert (done.state, done.done, done.looked_at) == ("done", 2, 3)
    lines = (await bulk.offers(job)).decode().splitlines()
    assert lines[0] == "row,citizen_id,credential_offer_uri,tx_code"
    assert len(lines) == 3
    assert [each.id for each in await bulk.jobs()] == [job]


async def test_a_job_is_stopped_and_resumed(city: City, bulk: BulkClient) -> None:
    job = await bulk.send(FILE, type_id="citizen-id")
    await city.advance_bulk_jobs()
    await bulk.start(job)
    assert (await bulk.stop(job)).state == "stopped"
    assert (await bulk.resume(job)).state == "running"
    with pytest.raises(ApiError, match="another state"):
        await bulk.start(job)


async def test_more_refused_rows_than_a_page_are_all_read(city: City, bulk: BulkClient) -> None:
    nobody = "".join(f"n-{number}\n" for number in range(250))
    job = await bulk.send(f"citizen_id\n{nobody}".encode(), type_id="citizen-id")
    await city.advance_bulk_jobs()
    assert len(await bulk.refused_rows(job)) == 250


@pytest.mark.parametrize(
    "command",
    [
        ["bulk", __file__, "--type", "veteran"],
        ["bulk-jobs"],
        ["bulk-stop", "x"],
        ["bulk-resume", "x"],
    ],
)
def test_without_a_city_a_command_says_so_in_one_sentence(command: list[str], tmp_path: Path) -> None:
    result = CliRunner().invoke(cli, command, env={"CITYWALLET_CITY_FILE": str(tmp_path / "city.json")})
    assert result.exit_code == 1
    assert "There is no city at" in result.stderr
