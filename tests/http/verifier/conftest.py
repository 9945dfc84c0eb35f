"""A verifier per test."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.support.verifier import VerifierWorld, a_verifier


@pytest.fixture
async def verifier(tmp_path: Path) -> AsyncIterator[VerifierWorld]:
    async with a_verifier(tmp_path) as world:
        yield world
