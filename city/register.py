"""A register of people who do not exist, as many as wanted, in the shares of the city's own figures.

Old district and age are drawn as in October 2023, then the legal dong, then the district in which it lies on
the day of the register. The same seed and day give the same register on every machine; person number n is the
same however many are asked for. There are no resident registration numbers, not even invented ones.
"""

import base64
import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, TextIO

from city.draws import Draws, Shares
from city.names import fictional_name
from city.places import City, District, incheon

FICTION_COLUMN: Final = "fictional_no_real_person"
COLUMNS: Final = (
    "citizen_id",
    "name",
    "birthdate",
    "district_id",
    "district_name",
    "district_code",
    "legal_dong_name",
    "legal_dong_code",
    "incheon_resident",
    FICTION_COLUMN,
)
_OLDEST: Final = 104
_MOVED_AWAY_IN: Final = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class FictionalCitizen:
    """One invented person; `resident` is false for those who moved away since the register was drawn up."""

    id: str
    name: str
    birthdate: date
    district: District
    legal_dong: str
    resident: bool

    def age_on(self, day: date) -> int:
        """Completed years on that day."""
        birthday_to_come = (day.month, day.day) < (self.birthdate.month, self.birthdate.day)
        return day.year - self.birthdate.year - birthday_to_come


def fictional_citizens(*, seed: str, count: int, day: date) -> Iterator[FictionalCitizen]:
    """Invent `count` people, one at a time; `day` is the register's day in the city's calendar."""
    city = incheon()
    districts = city.districts_before_reform()
    by_district = Shares([one.population or 0 for one in districts])
    by_age = Shares([band.count for band in city.age_bands])
    for person in range(count):
        draws = Draws(seed=seed, person=person)
        old = districts[by_district.pick(draws)]
        legal_dong = draws.pick(old.legal_dongs)
        yield FictionalCitizen(
            id=_opaque_id(draws),
            name=fictional_name(draws),
            birthdate=_birthdate(city, by_age, draws, day=day),
            district=city.district_on(day, old_district=old.id, legal_dong=legal_dong),
            legal_dong=legal_dong,
            resident=draws.below(_MOVED_AWAY_IN) != 0,
        )


def write_register(file: TextIO, citizens: Iterable[FictionalCitizen]) -> None:
    """Write a register as CSV, row by row; the header names a column that says that nobody in it exists."""
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(COLUMNS)
    for citizen in citizens:
        writer.writerow(
            (
                citizen.id,
                citizen.name,
                citizen.birthdate.isoformat(),
                citizen.district.id,
                citizen.district.name,
                citizen.district.code or "",
                citizen.legal_dong,
                "",  # The sources have no codes of legal dongs.
                "true" if citizen.resident else "false",
                "true",
            )
        )


def _opaque_id(draws: Draws) -> str:
    return "c-" + base64.b32encode(draws.octets(10)).decode().lower()


def _birthdate(city: City, by_age: Shares, draws: Draws, *, day: date) -> date:
    """A birthday such that the person has an age of the drawn band on `day`."""
    band = city.age_bands[by_age.pick(draws)]
    oldest = _OLDEST if band.oldest is None else band.oldest
    age = band.youngest + draws.below(oldest - band.youngest + 1)
    latest = _years_before(day, age)
    earliest = _years_before(day, age + 1) + timedelta(days=1)
    return earliest + timedelta(days=draws.below((latest - earliest).days + 1))


def _years_before(day: date, years: int) -> date:
    """The same day of an earlier year; 29 February falls back to the 28th."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)
