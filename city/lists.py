"""The lists behind the city's types of credential: what offices would know of people who do not exist.

Drawn like the register: the same seed and person give the same facts on every machine.
"""

import csv
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, TextIO

from city.draws import Draws
from city.names import FOREIGN
from city.register import FICTION_COLUMN, FictionalCitizen

_CATEGORIES: Final = ("국가유공자", "독립유공자", "보훈보상대상자", "참전유공자")
_NATIONALITIES: Final = ("VNM", "CHN", "UZB", "PHL", "USA", "MNG")
_DISABLED_IN: Final = 20
_VETERANS_IN: Final = 8
_VOLUNTEERS_IN: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class FictionalList:
    """One list: its columns beside `citizen_id`, and a person's values, or None for who is not in it."""

    source: str
    columns: tuple[str, ...]
    values: Callable[[FictionalCitizen, Draws, date], tuple[str, ...] | None]


def write_list(
    file: TextIO,
    wanted: FictionalList,
    people: Iterable[tuple[int, FictionalCitizen]],
    *,
    seed: str,
    day: date,
) -> int:
    """Write a list of numbered people as CSV; how many of them are in it."""
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(("citizen_id", *wanted.columns, FICTION_COLUMN))
    count = 0
    for number, person in people:
        values = wanted.values(person, Draws(seed=f"{seed}/{wanted.source}", person=number), day)
        if values is not None:
            writer.writerow((person.id, *values, "true"))
            count += 1
    return count


def _family(person: FictionalCitizen, draws: Draws, day: date) -> tuple[str, ...]:
    grown = person.age_on(day) >= 25
    married = grown and draws.below(100) < 55
    children = draws.below(4) if grown else 0
    single = not married and children > 0 and draws.below(2) == 0
    return (person.name, _truth(married), _truth(single), str(children if married or single else 0))


def _disability(person: FictionalCitizen, draws: Draws, day: date) -> tuple[str, ...] | None:
    if draws.below(_DISABLED_IN) != 0:
        return None
    severe = _truth(draws.below(3) == 0)
    return (person.name, "true", severe, severe)


def _veteran(person: FictionalCitizen, draws: Draws, day: date) -> tuple[str, ...] | None:
    if person.age_on(day) < 65 or draws.below(_VETERANS_IN) != 0:
        return None
    bereaved = _truth(draws.below(5) == 0)
    return (person.name, "true", draws.pick(_CATEGORIES), bereaved, _truth(person.resident))


def _volunteer(person: FictionalCitizen, draws: Draws, day: date) -> tuple[str, ...] | None:
    if person.age_on(day) < 14 or draws.below(_VOLUNTEERS_IN) != 0:
        return None
    return (str(1 + draws.below(400)),)


def _foreign_resident(person: FictionalCitizen, draws: Draws, day: date) -> tuple[str, ...] | None:
    if person.name not in FOREIGN or not person.resident:
        return None
    stay_until = day + timedelta(days=90 + draws.below(1_000))
    return (
        person.name,
        person.birthdate.isoformat(),
        draws.pick(_NATIONALITIES),
        stay_until.isoformat(),
        person.district.name,
        person.district.id,
    )


def _mileage(person: FictionalCitizen, draws: Draws, day: date) -> tuple[str, ...] | None:
    return (str(draws.below(600) * 100),) if person.age_on(day) >= 14 else None


def _truth(truth: bool) -> str:
    return "true" if truth else "false"


LISTS: Final[Mapping[str, FictionalList]] = {
    each.source: each
    for each in (
        FictionalList(
            source="families", columns=("name", "married", "single_parent", "children"), values=_family
        ),
        FictionalList(
            source="disabilities", columns=("name", "registered", "severe", "companion"), values=_disability
        ),
        FictionalList(
            source="veterans",
            columns=("name", "entitled", "category", "bereaved", "incheon_resident"),
            values=_veteran,
        ),
        FictionalList(source="volunteers", columns=("hours",), values=_volunteer),
        FictionalList(
            source="foreign-residents",
            columns=("name", "birthdate", "nationality", "stay_until", "district_name", "district_id"),
            values=_foreign_resident,
        ),
        FictionalList(source="mileage", columns=("balance",), values=_mileage),
    )
}
