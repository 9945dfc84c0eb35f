"""What every test may ask for: a clock that stands still, randomness that repeats, and a running city."""

from collections.abc import AsyncIterator, Iterator
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

from tests.support.clock import FixedClock
from tests.support.entropy import SeededEntropy

if TYPE_CHECKING:
    from city.demo.actors import Actors
    from city.town import Town


# How long an example takes says more about the machine than about the rule.
settings.register_profile("citywallet", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("citywallet")


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock()


@pytest.fixture
def entropy() -> SeededEntropy:
    return SeededEntropy()


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory) -> "Iterator[Town]":
    """One city of real processes for the session; loaded here, because most tests need none."""
    from city.testing import running_city

    with running_city(tmp_path_factory.mktemp("town") / "var", citizens=60) as running:
        yield running


@pytest.fixture
async def actors(town: "Town") -> "AsyncIterator[Actors]":
    from city.demo.actors import Actors

    async with Actors.of(town.city_file) as connected:
        yield connected
