"""The districts of the city through time, and which of today's districts follows an old one.

The facts are in `data/incheon.json`, with their sources; a rename or a new code changes that file
alone.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from typing import Any
from zoneinfo import ZoneInfo

CITY_TIME_ZONE = ZoneInfo("Asia/Seoul")


class LegalDongUnknown(ValueError):
    """The district has no legal dong of that name; a misspelling must not be taken for "the rest"."""


class DistrictUnknown(ValueError):
    """No district has that id, or it did not exist on that day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class District:
    """A 군 or 구. Never join on the name: 서구 is the name of two districts that differ in area."""

    id: str
    name: str
    code: str | None
    """The administrative standard code; None where it is not known."""
    legal_dongs: tuple[str, ...]
    """Names of the 법정동 (읍 and 면 in a 군), unique only within the district; empty for the new ones."""
    valid_from: date | None
    valid_until: date | None
    population: int | None
    """Residents in October 2023; None where no figure exists."""

    def exists_on(self, day: date) -> bool:
        """Whether the district is there on that day of the city's calendar."""
        began = self.valid_from is None or self.valid_from <= day
        return began and (self.valid_until is None or day < self.valid_until)


@dataclass(frozen=True, slots=True, kw_only=True)
class AgeBand:
    """How many residents are of which age; the oldest band is open."""

    youngest: int
    oldest: int | None
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Succession:
    otherwise: str
    by_legal_dong: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class City:
    """Districts, ages and the reform that divided some districts."""

    name: str
    districts: Mapping[str, District]
    age_bands: tuple[AgeBand, ...]
    _successions: Mapping[str, _Succession]

    def districts_before_reform(self) -> tuple[District, ...]:
        """The districts for which the sources have a population."""
        return tuple(one for one in self.districts.values() if one.population is not None)

    def district_on(self, day: date, *, old_district: str, legal_dong: str) -> District:
        """Find the district in which a legal dong of an old district lies on that day.

        Raises:
            DistrictUnknown: there is no such old district, or none of its successors exists on that day.
            LegalDongUnknown: the old district has no such legal dong.
        """
        old = self.districts.get(old_district)
        if old is None:
            raise DistrictUnknown(f"no district has the id {old_district}")
        if legal_dong not in old.legal_dongs:
            raise LegalDongUnknown(f"{old.name} has no legal dong {legal_dong}")
        if old.exists_on(day):
            return old
        succession = self._successions.get(old.id)
        if succession is None:
            raise DistrictUnknown(f"{old.name} did not exist on {day.isoformat()}")
        return self.districts[succession.by_legal_dong.get(legal_dong, succession.otherwise)]


def city_day(moment: datetime) -> date:
    """The day of the city's calendar at a moment (aware)."""
    return moment.astimezone(CITY_TIME_ZONE).date()


@cache
def incheon() -> City:
    """Read the city's facts; the same object each time."""
    facts = json.loads(files("city").joinpath("data/incheon.json").read_text("utf-8"))
    return City(
        name=facts["city"]["name_ko"],
        districts={one["id"]: _district(one) for one in facts["districts"]},
        age_bands=tuple(
            AgeBand(youngest=band["min_age"], oldest=band["max_age"], count=band["count"])
            for band in facts["population"]["age_bands"]
        ),
        _successions={rule["from"]: _succession(rule) for rule in facts["successors"]["rules"]},
    )


def _district(facts: dict[str, Any]) -> District:
    population = facts["population"]
    return District(
        id=facts["id"],
        name=facts["name_ko"],
        code=facts["code"],
        legal_dongs=tuple(facts.get("legal_dongs") or facts.get("eup_myeon") or ()),
        valid_from=_day(facts["valid_from"]),
        valid_until=_day(facts["valid_until"]),
        population=None if population is None else population["total"],
    )


def _succession(rule: dict[str, Any]) -> _Succession:
    if rule["whole"]:
        return _Succession(otherwise=rule["to"], by_legal_dong={})
    return _Succession(
        otherwise=rule["otherwise"],
        by_legal_dong={dong: case["to"] for case in rule["cases"] for dong in case["legal_dongs"]},
    )


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
