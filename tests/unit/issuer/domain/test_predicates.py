"""What can be asked of a fact."""

from datetime import date

import pytest

from issuer.domain.facts import FactValue, Place
from issuer.domain.predicates import AgeEqualOrOver, AtLeast, Day, Equals, OnDay, Predicate, is_true

DAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("predicate", "value", "answer"),
    [
        (Equals(value="married"), "married", True),
        (Equals(value="married"), "Married", False),
        (Equals(value=True), True, True),
        (Equals(value=True), 1, False),
        (Equals(value=1), True, False),
        (Equals(value=7), 7, True),
        (AtLeast(number=100), 100, True),
        (AtLeast(number=100), 99, False),
        (AtLeast(number=1), True, False),
        (AtLeast(number=1), "1", False),
        (AgeEqualOrOver(years=65), date(1961, 11, 23), True),
        (AgeEqualOrOver(years=65), date(1961, 11, 24), False),
        (AgeEqualOrOver(years=65), 1961, False),
        (OnDay(day=Day.TODAY_OR_LATER), DAY, True),
        (OnDay(day=Day.TODAY_OR_LATER), date(2026, 11, 22), False),
        (OnDay(day=Day.TODAY_OR_EARLIER), DAY, True),
        (OnDay(day=Day.TODAY_OR_EARLIER), date(2026, 11, 24), False),
        (OnDay(day=Day.TODAY_OR_EARLIER), Place(name="서구"), False),
    ],
)
def test_a_predicate_is_true_of_the_values_that_it_names(
    predicate: Predicate, value: FactValue, answer: bool
) -> None:
    assert is_true(predicate, value, on=DAY) is answer
