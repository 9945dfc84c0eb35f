"""A long list whose issuer is killed on the way: who is entitled has one offer, and bad rows stop nobody."""

from collections import Counter
from collections.abc import Iterator

import pytest

from city.demo.actors import Actors
from city.testing import running_city
from city.town import Town
from tests.support.bulk_kills import BulkUnderKills
from tests.support.veterans import VeteransList

ROWS, KILLS = 2_000, 3


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """A city of its own, since its issuer dies."""
    with running_city(tmp_path_factory.mktemp("bulk") / "var", citizens=20) as running:
        yield running


@pytest.mark.threat(48)
@pytest.mark.threat(74)
async def test_list_is_offered_once_to_each_although_the_issuer_is_killed(town: Town, actors: Actors) -> None:
    veterans = VeteransList(rows=ROWS)
    act = BulkUnderKills.at_random(town, actors, veterans, kills=KILLS, seed=20)
    await act.prepare()
    job = await act.run()
    assert act.kills == KILLS
    assert (job.rows, job.ready, job.done) == (ROWS, 0, len(veterans.entitled))
    assert await act.refused(job) == veterans.faults
    assert await act.offered(job) == await act.recorded() == Counter(veterans.entitled)
