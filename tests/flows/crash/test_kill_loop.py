"""Processes are killed at the lines that matter and at any time: what was answered stays."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from city.testing import running_city
from city.town import Town
from tests.flows.crash.failpoints import failpoints
from tests.flows.crash.loop import kill_loop

ROUNDS = 6
# Another seed is another story; `python -m tests.flows.crash` draws one.
SEED = 3


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """A city of its own, since its processes die."""
    with running_city(tmp_path_factory.mktemp("crash") / "var", citizens=60) as running:
        yield running


def test_failpoints_have_names_of_their_own() -> None:
    names = [name for of_service in failpoints().values() for name in of_service]
    assert len(names) == len(set(names)) > 20


@pytest.mark.threat(45)
@pytest.mark.threat(59)
@pytest.mark.threat(60)
@pytest.mark.threat(74)
async def test_nothing_that_was_answered_is_lost_when_processes_are_killed(
    town: Town, tmp_path: Path
) -> None:
    async with kill_loop(town, seed=SEED, record=tmp_path) as loop:
        for _ in range(ROUNDS):
            await loop.round()
        await loop.settle()
        await loop.pass_every_failpoint()
    assert loop.statistics.kills.total() >= ROUNDS
