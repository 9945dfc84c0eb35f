"""What every test may ask for: a clock that stands still and randomness that repeats."""

import pytest

from tests.support.clock import FixedClock
from tests.support.entropy import SeededEntropy


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock()


@pytest.fixture
def entropy() -> SeededEntropy:
    return SeededEntropy()
