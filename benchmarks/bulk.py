"""Bulk jobs: rows offered per second by one process and by two, and the memory of few rows and of many.

One process leads a database's jobs, so two processes have a database each: what is measured is whether they
hinder each other.
"""

import asyncio
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.measure import Spread, Terms
from benchmarks.outcome import Figure, Outcome, Ratio
from citywallet.storage.database import open_database
from issuer.adapters.units_of_work import SqlUnitsOfWork
from issuer.domain.bulk_jobs import BulkJob, Running
from issuer.domain.bulk_rows import BulkRow, RowOutcome
from issuer.domain.citizens import Citizen, District
from issuer.domain.identifiers import BulkJobId, CitizenId, CredentialConfigurationId, ImportId
from tests.support.database import a_database_url

_ROWS = 35_000
_FEW = 10  # one part in so many, for the memory of few rows
_BATCH = 5_000
_NOW = datetime(2026, 7, 1, 3, 0, tzinfo=UTC)
_JOB = BulkJob(
    id=BulkJobId("job"),
    configuration_id=CredentialConfigurationId("volunteer-hours"),
    created_by="client:officer",
    created_at=_NOW,
    state=Running(),
)


@dataclass(frozen=True, slots=True)
class _Run:
    seconds: float
    peak_mebibytes: float


def measure_bulk(terms: Terms, *, rows: int = _ROWS) -> Outcome:
    """A veterans' list, checked already, run by one process and by two at a time."""
    outcome = Outcome(title=f"Bulk jobs, {rows:,} rows checked before")
    alone, together, memory = [], [], []
    for _ in range(terms.rounds):
        few = _run((max(rows // _FEW, 1),))
        one, two = _run((rows,)), _run((rows, rows))
        alone.append(rows / one.seconds)
        together.append(2 * rows / two.seconds)
        memory.append(one.peak_mebibytes / few.peak_mebibytes)
    outcome.figures += [
        Figure(name="one process", unit="rows/s", value=Spread.of(alone)),
        Figure(name="two processes", unit="rows/s", value=Spread.of(together)),
    ]
    ratios = [two / one for one, two in zip(alone, together, strict=True)]
    outcome.ratios += [
        Ratio(name="two processes / one (wall)", value=Spread.of(ratios), target=1.8),
        Ratio(
            name=f"peak memory, all rows / a part in {_FEW}",
            value=Spread.of(memory),
            target=1.2,
            at_most=True,
        ),
    ]
    outcome.notes.append("Wall time, without the start of the process; each process has its own database.")
    return outcome


def _run(sizes: Sequence[int]) -> _Run:
    """Let a process for each size begin at the same time; until the last one ends."""
    with tempfile.TemporaryDirectory() as folder:
        urls = [_prepared(Path(folder) / str(number), rows) for number, rows in enumerate(sizes)]
        processes = [
            subprocess.Popen(
                [sys.executable, "-m", "tests.ports.bulk_process", url],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
            for url in urls
        ]
        for process in processes:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
        began = time.perf_counter()
        for process in processes:
            assert process.stdin is not None
            process.stdin.write("\n")
            process.stdin.close()
        peaks = [_peak_of(process) for process in processes]
        return _Run(seconds=time.perf_counter() - began, peak_mebibytes=max(peaks))


def _peak_of(process: "subprocess.Popen[str]") -> float:
    """Wait for the end of a process; its peak of resident memory."""
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0
    assert process.stdout is not None
    process.stdout.close()
    return usage.ru_maxrss / 1024


def _prepared(folder: Path, rows: int) -> str:
    folder.mkdir()
    url = a_database_url("issuer.migrations", folder)
    asyncio.run(_fill(url, rows))
    return url


async def _fill(url: str, rows: int) -> None:
    database = open_database(url)
    units = SqlUnitsOfWork(database)
    async with units.writing() as records:
        await records.bulk_jobs.add(_JOB)
    for first in range(0, rows, _BATCH):
        numbers = range(first, min(first + _BATCH, rows))
        async with units.writing() as records:
            people = [_citizen(number) for number in numbers]
            await records.citizens.store(people, import_id=ImportId("i"), now=_NOW)
            await records.bulk_jobs.add_rows([_row(number) for number in numbers])
    await database.close()


def _citizen(number: int) -> Citizen:
    return Citizen(
        id=CitizenId(f"c-{number:07}"),
        name="가나다",
        birthdate=_NOW.date(),
        district=District(id="seo", name="서구", code=None),
        legal_dong=None,
        incheon_resident=True,
    )


def _row(number: int) -> BulkRow:
    citizen = CitizenId(f"c-{number:07}")
    return BulkRow(job_id=_JOB.id, row=number + 2, citizen_id=citizen, outcome=RowOutcome.READY)
