"""What can be asked of a fact: the answer is yes or no, and says less than the fact."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from issuer.domain.ages import age_on
from issuer.domain.facts import FactValue


class Day(StrEnum):
    """Where a date must lie, seen from the city's day."""

    TODAY_OR_EARLIER = "today_or_earlier"
    TODAY_OR_LATER = "today_or_later"


@dataclass(frozen=True, slots=True, kw_only=True)
class Equals:
    """Whether a text, a whole number or a yes-or-no is this one."""

    value: str | bool | int


@dataclass(frozen=True, slots=True, kw_only=True)
class AtLeast:
    """Whether a whole number reaches this one."""

    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AgeEqualOrOver:
    """Whether so many full years have passed since a date."""

    years: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OnDay:
    """Whether a date lies on this side of today."""

    day: Day


Predicate = Equals | AtLeast | AgeEqualOrOver | OnDay


def is_true(predicate: Predicate, value: FactValue, *, on: date) -> bool:
    """Whether it is so on the day `on`; a value of another type than the predicate's never is."""
    match predicate, value:
        case Equals(value=expected), _:
            return type(expected) is type(value) and expected == value
        case AtLeast(number=number), int() if not isinstance(value, bool):
            return value >= number
        case AgeEqualOrOver(years=years), date():
            return age_on(value, on) >= years
        case OnDay(day=Day.TODAY_OR_EARLIER), date():
            return value <= on
        case OnDay(day=Day.TODAY_OR_LATER), date():
            return value >= on
        case _:
            return False
