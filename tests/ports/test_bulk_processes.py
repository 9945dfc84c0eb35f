"""Bulk jobs under processes that die or work twice: every row is offered once."""

from collections.abc import AsyncIterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import func, select

from citywallet.storage.database import Database
from citywallet.storage.rows import table_of
from issuer.adapters.tables import BulkRowRow, OfferRow
from issuer.adapters.units_of_work import SqlUnitsOfWork
from issuer.domain.bulk_jobs import BulkJob, Checked, Checking, Done, Running
from issuer.domain.bulk_rows import BulkRow, RowOutcome
from issuer.domain.citizens import Citizen, District
from issuer.domain.identifiers import BulkJobId, CitizenId, CredentialConfigurationId, ImportId
from tests.support.clock import NOON
from tests.support.database import a_database
from tests.support.processes import a_process, finish, let_go, wait_until_ready

ROWS = 1_200
JOB = BulkJob(
    id=BulkJobId("job"),
    configuration_id=CredentialConfigurationId("volunteer-hours"),
    created_by="client:officer",
    created_at=NOON,
    state=Checking(),
)
KILLED = -9


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    async with a_database("issuer.migrations", tmp_path) as database:
        citizens = [CitizenId(f"c-{number:05}") for number in range(ROWS)]
        async with SqlUnitsOfWork(database).writing() as records:
            people = [a_citizen(citizen_id) for citizen_id in citizens]
            await records.citizens.store(people, import_id=ImportId("i"), now=NOON)
            await records.bulk_jobs.add(JOB)
            await records.bulk_jobs.add_rows(
                [
                    BulkRow(job_id=JOB.id, row=number, citizen_id=each, outcome=RowOutcome.WAITING)
                    for number, each in enumerate(citizens, start=2)
                ]
            )
        yield database


def a_citizen(citizen_id: CitizenId) -> Citizen:
    district = District(id="seo", name="서구", code=None)
    return Citizen(
        id=citizen_id,
        name="가나다",
        birthdate=NOON.date(),
        district=district,
        legal_dong=None,
        incheon_resident=True,
    )


def a_worker(stack: ExitStack, url: str) -> tuple[int, str]:
    process = stack.enter_context(a_process("tests.ports.bulk_process", url))
    wait_until_ready(process)
    let_go(process)
    return finish(process)


async def start(database: Database) -> None:
    """As an officer starts a job whose dry run is over."""
    async with SqlUnitsOfWork(database).writing() as records:
        job = await records.bulk_jobs.find(JOB.id)
        assert job is not None
        assert isinstance(job.state, Checked)
        assert await records.bulk_jobs.save_state(job, Running())


async def expect_each_row_offered_once(database: Database) -> None:
    rows, offers = table_of(BulkRowRow), table_of(OfferRow)
    async with database.read() as connection:
        done = (
            await connection.execute(select(func.count()).where(rows.c.outcome == RowOutcome.DONE.value))
        ).scalar_one()
        made = (await connection.execute(select(offers.c.id, offers.c.citizen_id))).all()
        linked = (await connection.execute(select(rows.c.offer_id, rows.c.citizen_id))).all()
    assert done == ROWS
    assert len(made) == ROWS
    assert {tuple(row) for row in made} == {tuple(row) for row in linked}


@pytest.mark.threat(74)
@pytest.mark.parametrize(
    ("name", "passage"),
    [
        ("bulk.before_check", 1),
        ("bulk.after_check", 2),
        ("bulk.before_record", 1),
        ("bulk.before_record", 3),
        ("bulk.after_record", 2),
    ],
)
async def test_a_job_that_is_killed_goes_on_without_a_double(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, passage: int
) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path / 'issuer.db'}"
    with ExitStack() as stack:
        in_dry_run = name.endswith("_check")
        if not in_dry_run:
            assert a_worker(stack, url) == (0, "")
            await start(database)
        monkeypatch.setenv("CITYWALLET_FAILPOINT", name)
        monkeypatch.setenv("CITYWALLET_FAILPOINT_AT", str(passage))
        assert a_worker(stack, url)[0] == KILLED
        monkeypatch.delenv("CITYWALLET_FAILPOINT")
        assert a_worker(stack, url) == (0, "")
        if in_dry_run:
            await start(database)
            assert a_worker(stack, url) == (0, "")
    await expect_each_row_offered_once(database)


@pytest.mark.threat(50)
async def test_two_processes_that_both_believe_to_lead_make_no_double(
    database: Database, tmp_path: Path
) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path / 'issuer.db'}"
    with ExitStack() as stack:
        assert a_worker(stack, url) == (0, "")
        await start(database)
        both = [stack.enter_context(a_process("tests.ports.bulk_process", url)) for _ in range(2)]
        for process in both:
            wait_until_ready(process)
        for process in both:
            let_go(process)
        assert [finish(process) for process in both] == [(0, ""), (0, "")]
    await expect_each_row_offered_once(database)


async def test_a_state_that_somebody_changed_is_not_written_over(database: Database) -> None:
    units = SqlUnitsOfWork(database)
    async with units.writing() as records:
        assert await records.bulk_jobs.save_state(JOB, Checking(position=500))
        assert not await records.bulk_jobs.save_state(JOB, Checked())
        moved = replace(JOB, state=Checking(position=500))
        assert await records.bulk_jobs.save_state(moved, Done(finished_at=NOON))
        assert await records.bulk_jobs.to_advance() == []
