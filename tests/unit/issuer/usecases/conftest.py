"""An issuer for each test."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.support.issuer import City, an_issuer


@pytest.fixture
async def city(tmp_path: Path) -> AsyncIterator[City]:
    async with an_issuer(tmp_path) as city:
        yield city
