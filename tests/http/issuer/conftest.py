"""An issuer for each test."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.support.authorization import CodeFlow, a_code_flow
from tests.support.issuer import City, an_issuer


@pytest.fixture
async def city(tmp_path: Path) -> AsyncIterator[City]:
    async with an_issuer(tmp_path) as city:
        yield city


@pytest.fixture
async def flow(tmp_path: Path) -> AsyncIterator[CodeFlow]:
    """An issuer at which citizens can sign in, with a wallet and a browser before it."""
    async with a_code_flow(tmp_path) as flow:
        yield flow
