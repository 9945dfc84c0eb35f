"""One running city for all flows of a session: real processes, real ports, a folder of its own."""

from collections.abc import AsyncIterator, Iterator

import pytest

from city.demo.actors import Actors
from city.testing import running_city
from city.town import Town


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    with running_city(tmp_path_factory.mktemp("town") / "var", citizens=60) as running:
        yield running


@pytest.fixture
async def actors(town: Town) -> AsyncIterator[Actors]:
    async with Actors.of(town.city_file) as connected:
        yield connected
