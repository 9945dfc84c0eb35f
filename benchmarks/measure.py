"""Interleaved measuring: every round gives each contender one window, so that noise falls on all alike."""

import gc
import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from time import perf_counter, process_time

from benchmarks.machine import busy_seconds, cpu_seconds_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """How often, and for how long each time: `window` is seconds of CPU time."""

    rounds: int
    window: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What one window gave: operations, and the CPU seconds that all processes at work spent on them."""

    operations: int
    cpu_seconds: float
    wall_seconds: float

    @property
    def per_cpu_second(self) -> float:
        return self.operations / self.cpu_seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Contender:
    """One thing that is measured; `measure` fills one window of about that many CPU seconds.

    `processes` are those besides this one whose work counts, here only so that they are not taken for noise.
    """

    name: str
    measure: Callable[[float], Reading]
    processes: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """A median between its extremes."""

    median: float
    minimum: float
    maximum: float

    @classmethod
    def of(cls, values: Sequence[float]) -> "Spread":
        return cls(median=statistics.median(values), minimum=min(values), maximum=max(values))

    def as_json(self) -> dict[str, float]:
        return {
            "median": round(self.median, 4),
            "min": round(self.minimum, 4),
            "max": round(self.maximum, 4),
        }


@dataclass(slots=True, kw_only=True)
class Series:
    """All readings, round by round, and in each round the load that was not ours, in cores."""

    readings: dict[str, list[Reading]] = field(default_factory=dict)
    foreign_load: list[float] = field(default_factory=list)

    def rate(self, name: str) -> Spread:
        """Operations per CPU second."""
        return Spread.of([reading.per_cpu_second for reading in self.readings[name]])

    def wall_rate(self, name: str) -> Spread:
        """Operations per second of the clock."""
        return Spread.of([each.operations / each.wall_seconds for each in self.readings[name]])

    def ratio(self, name: str, to: str, *, factor: float = 1.0) -> Spread:
        """How many times as fast as another, round by round; `factor` scales the other."""
        pairs = zip(self.readings[name], self.readings[to], strict=True)
        return Spread.of([one.per_cpu_second / (other.per_cpu_second * factor) for one, other in pairs])


def in_process(name: str, act: Callable[[], object]) -> Contender:
    """A contender that is a function of this process; how often it fits in a window is found out first."""
    sized: dict[float, int] = {}

    def measure(window: float) -> Reading:
        count = sized.get(window) or sized.setdefault(window, _operations_for(act, window))
        return _time(act, count)

    return Contender(name=name, measure=measure)


def interleave(contenders: Sequence[Contender], terms: Terms) -> Series:
    """Measure A B C, A B C, …; a short round before the first warms up and is thrown away."""
    series = Series(readings={contender.name: [] for contender in contenders})
    for contender in contenders:
        contender.measure(terms.window / 5)
    # As the services do when they start: what is prepared stays, and is not walked through again and again.
    gc.collect()
    gc.freeze()
    pids = tuple({pid for contender in contenders for pid in contender.processes})
    for _ in range(terms.rounds):
        start, busy, ours = perf_counter(), busy_seconds(), process_time() + cpu_seconds_of(pids)
        for contender in contenders:
            series.readings[contender.name].append(contender.measure(terms.window))
        foreign = busy_seconds() - busy - (process_time() + cpu_seconds_of(pids) - ours)
        series.foreign_load.append(max(0.0, foreign / (perf_counter() - start)))
    gc.unfreeze()
    return series


def _operations_for(act: Callable[[], object], window: float) -> int:
    count = 1
    while True:
        spent = _time(act, count).cpu_seconds
        if spent > window / 20:
            return max(1, round(count * window / spent))
        count *= 4


def _time(act: Callable[[], object], count: int) -> Reading:
    numbers = range(count)
    wall, cpu = perf_counter(), process_time()
    for _ in numbers:
        act()
    return Reading(
        operations=count,
        cpu_seconds=max(process_time() - cpu, 1e-9),
        wall_seconds=max(perf_counter() - wall, 1e-9),
    )
