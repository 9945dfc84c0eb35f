"""The register file that the story imports: invented people, one of them a senior who lives in the city."""

import io
from dataclasses import dataclass
from datetime import date
from typing import Final

from city.register import FictionalCitizen, fictional_citizens, write_register

_SEED: Final = "the story of one card"
_ROWS: Final = 40
_SENIOR_AGE: Final = 66


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoRegister:
    """The file, and the person in it whom the story is about."""

    content: bytes
    rows: int
    senior: FictionalCitizen


def demo_register(*, day: date) -> DemoRegister:
    """Make the file; on the same day it is the same file."""
    file = io.StringIO()
    people = list(fictional_citizens(seed=_SEED, count=_ROWS, day=day))
    write_register(file, people)
    senior = next(one for one in people if one.resident and one.age_on(day) >= _SENIOR_AGE)
    return DemoRegister(content=file.getvalue().encode(), rows=_ROWS, senior=senior)
