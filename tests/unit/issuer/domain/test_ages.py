"""Full years of age."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from issuer.domain.ages import age_on

days = st.dates(min_value=date(1900, 1, 1), max_value=date(2100, 12, 31))


@pytest.mark.parametrize(
    ("birthdate", "day", "age"),
    [
        (date(1961, 11, 23), date(2026, 11, 22), 64),
        (date(1961, 11, 23), date(2026, 11, 23), 65),
        (date(2026, 11, 23), date(2026, 11, 23), 0),
        (date(2004, 2, 29), date(2023, 2, 28), 18),
        (date(2004, 2, 29), date(2023, 3, 1), 19),
        (date(2004, 2, 29), date(2024, 2, 28), 19),
        (date(2004, 2, 29), date(2024, 2, 29), 20),
        (date(2000, 12, 31), date(2001, 1, 1), 0),
    ],
)
def test_age_grows_on_the_birthday(birthdate: date, day: date, age: int) -> None:
    assert age_on(birthdate, day) == age


@given(birthdate=days, first=days, second=days)
def test_age_never_falls(birthdate: date, first: date, second: date) -> None:
    earlier, later = sorted((first, second))
    assert age_on(birthdate, earlier) <= age_on(birthdate, later)
