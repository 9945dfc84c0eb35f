"""The veterans' list, from the officer's workbook to the last offer, in a whole city of real processes.

First undisturbed, at three sizes, for the memory of the issuer's process; then the longest list once more,
while the issuer is killed at random moments. A row that is offered twice, or not at all, ends the benchmark.
"""

import asyncio
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.measure import Spread, Terms
from benchmarks.outcome import Figure, Outcome, Ratio
from city.demo.actors import Actors
from city.testing import running_city
from city.town import Town
from tests.support.bulk_kills import BulkUnderKills
from tests.support.veterans import VeteransList

_SIZES = (1_000, 10_000, 35_000)
_KILLS = 8


def measure_veterans(terms: Terms, *, sizes: tuple[int, ...] = _SIZES, kills: int = _KILLS) -> Outcome:
    """Memory and speed at each size, and the longest list under kills."""
    outcome = Outcome(title=f"The veterans' list, {sizes[-1]:,} rows: workbook, dry run, offers")
    peaks: dict[int, list[float]] = {size: [] for size in sizes}
    rates, killed = [], []
    for number in range(terms.rounds):
        with _a_town() as town:
            for size in sizes:
                seconds = asyncio.run(_undisturbed(town, VeteransList(rows=size)))
                peaks[size].append(_peak_mebibytes(town))
            rates.append(sizes[-1] / seconds)
        with _a_town() as town:
            veterans = VeteransList(rows=sizes[-1])
            killed.append(sizes[-1] / asyncio.run(_under_kills(town, veterans, kills=kills, seed=number)))
    outcome.figures = [
        Figure(name="undisturbed", unit="rows/s", value=Spread.of(rates)),
        Figure(name=f"killed {kills} times and started again", unit="rows/s", value=Spread.of(killed)),
        *(
            Figure(name=f"peak memory of the issuer, {size:,} rows", unit="MiB", value=Spread.of(peaks[size]))
            for size in sizes
        ),
    ]
    growth = [most / least for least, most in zip(peaks[sizes[0]], peaks[sizes[-1]], strict=True)]
    name = f"peak memory, {sizes[-1]:,} rows / {sizes[0]:,}"
    outcome.ratios = [Ratio(name=name, value=Spread.of(growth), target=1.2, at_most=True)]
    outcome.notes = [
        "Wall time from the upload to the last offer, in a city of all its processes; one row in a hundred "
        "is wrong. Register and list of the department are imported before.",
        f"The issuer is killed (SIGKILL) {kills} times, at random rows of dry run and run. In every round "
        "each citizen who is entitled had exactly one offer, in the file of links as in the database, and "
        "exactly the wrong rows had none.",
        "Memory is the peak of what was resident (VmHWM) of an issuer that was started for this list.",
    ]
    return outcome


@contextmanager
def _a_town() -> Iterator[Town]:
    with (
        tempfile.TemporaryDirectory(prefix="citywallet-benchmark-") as folder,
        running_city(Path(folder) / "var", citizens=20) as town,
    ):
        yield town


async def _undisturbed(town: Town, veterans: VeteransList) -> float:
    """The seconds that the act takes an issuer that has done nothing before."""
    async with Actors.of(town.city_file) as actors:
        act = BulkUnderKills(town=town, actors=actors, veterans=veterans)
        await act.prepare()
        town.kill("issuer")
        town.restart("issuer")
        began = time.perf_counter()
        await act.run()
        return time.perf_counter() - began


async def _under_kills(town: Town, veterans: VeteransList, *, kills: int, seed: int) -> float:
    """The seconds that the act takes with all restarts; every row is accounted for."""
    async with Actors.of(town.city_file) as actors:
        act = BulkUnderKills.at_random(town, actors, veterans, kills=kills, seed=seed)
        await act.prepare()
        began = time.perf_counter()
        job = await act.run()
        seconds = time.perf_counter() - began
        assert act.kills == kills
        assert await act.refused(job) == veterans.faults
        assert await act.offered(job) == await act.recorded() == Counter(veterans.entitled)
        return seconds


def _peak_mebibytes(town: Town) -> float:
    status = Path(f"/proc/{town.parts.named('issuer').pid}/status").read_text()
    line = next(line for line in status.splitlines() if line.startswith("VmHWM:"))
    return int(line.split()[1]) / 1024
