"""What a benchmark hands back, as it is kept in results/ and shown in docs/performance.md."""

from dataclasses import dataclass, field

from benchmarks.measure import Series, Spread, Terms


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One row: a rate or an amount with its spread."""

    name: str
    unit: str
    value: Spread


@dataclass(frozen=True, slots=True, kw_only=True)
class Ratio:
    """One figure held against another of the same run; `target` is the bound to reach, if there is one."""

    name: str
    value: Spread
    target: float | None = None
    at_most: bool = False

    @property
    def is_met(self) -> bool | None:
        if self.target is None:
            return None
        return self.value.median <= self.target if self.at_most else self.value.median >= self.target


@dataclass(slots=True, kw_only=True)
class Outcome:
    """A benchmark's figures, its ratios, and what a reader must know of them."""

    title: str
    figures: list[Figure] = field(default_factory=list)
    ratios: list[Ratio] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    foreign_load: list[float] = field(default_factory=list)

    def add_rates(self, series: Series, *, unit: str = "/s") -> None:
        """A row for each contender, per CPU second."""
        for name in series.readings:
            self.figures.append(Figure(name=name, unit=unit, value=series.rate(name)))
        self.foreign_load.extend(series.foreign_load)

    def as_json(self, *, command: str, terms: Terms, machine: dict[str, object]) -> dict[str, object]:
        return {
            "title": self.title,
            "command": command,
            "rounds": terms.rounds,
            "window_seconds": terms.window,
            "machine": machine,
            "foreign_load_cores": [round(load, 3) for load in self.foreign_load],
            "figures": [
                {"name": each.name, "unit": each.unit, **each.value.as_json()} for each in self.figures
            ],
            "ratios": [
                {
                    "name": each.name,
                    **each.value.as_json(),
                    "target": each.target,
                    "at_most": each.at_most,
                    "is_met": each.is_met,
                }
                for each in self.ratios
            ],
            "notes": self.notes,
        }
