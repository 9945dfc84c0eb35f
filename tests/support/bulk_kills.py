"""A bulk job in a city whose issuer is killed, again and again, while it works on it."""

import asyncio
import csv
import io
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from random import Random
from typing import TypeVar

from sqlalchemy import func, select

from city.demo.actors import Actors
from city.town import Town
from citywallet.client import ApiUnreachable
from citywallet.client.bulk import BulkClient, BulkJobState
from citywallet.storage.database import open_database
from citywallet.storage.rows import table_of
from issuer.adapters.tables import OfferRow
from tests.support.veterans import SOURCE, TYPE, VeteransList

_Answer = TypeVar("_Answer")
_PAUSE_SECONDS = 0.02
_WITHIN_SECONDS = 600.0


@dataclass(kw_only=True)
class BulkUnderKills:
    """Sends a list, runs it and collects its offers; after `kill_at` rows of dry run and run the issuer dies.

    What the dry run has judged and what the run has done are counted together: every row counts twice.
    """

    town: Town
    actors: Actors
    veterans: VeteransList
    kill_at: list[int] = field(default_factory=list)
    kills: int = 0

    @classmethod
    def at_random(
        cls, town: Town, actors: Actors, veterans: VeteransList, *, kills: int, seed: int
    ) -> "BulkUnderKills":
        """So many kills, anywhere between the first row and the last."""
        places = Random(seed).sample(range(2 * veterans.rows), kills)
        return cls(town=town, actors=actors, veterans=veterans, kill_at=sorted(places))

    async def prepare(self) -> None:
        """Let the city know the citizens and what entitles them."""
        await self.actors.issuer.import_register(self.veterans.register())
        await self.actors.issuer.import_facts(self.veterans.facts(), source=SOURCE)

    async def run(self) -> BulkJobState:
        """The whole act, from the file to the last offer."""
        async with asyncio.timeout(_WITHIN_SECONDS):
            job = await self._bulk.send(self.veterans.workbook(), type_id=TYPE)
            await self._until(job, "checked")
            await self._answered(lambda: self._bulk.start(job))
            return await self._until(job, "done")

    async def refused(self, job: BulkJobState) -> list[tuple[int, str]]:
        """Row and code of each row that got no offer."""
        return [(int(str(row["row"])), str(row["code"])) for row in await self._bulk.refused_rows(job.id)]

    async def offered(self, job: BulkJobState) -> Counter[str]:
        """How many offers each citizen has, by the file of links."""
        text = (await self._bulk.offers(job.id)).decode()
        return Counter(row["citizen_id"] for row in csv.DictReader(io.StringIO(text)))

    async def recorded(self) -> Counter[str]:
        """How many offers each citizen of the list has in the issuer's database, linked or not."""
        offers, database = table_of(OfferRow), open_database(self.town.layout.database_url("issuer"))
        query = select(offers.c.citizen_id, func.count()).group_by(offers.c.citizen_id)
        async with database.read() as connection:
            found = Counter({str(citizen): int(count) for citizen, count in await connection.execute(query)})
        await database.close()
        return Counter({citizen: count for citizen, count in found.items() if citizen.startswith("v-")})

    @property
    def _bulk(self) -> BulkClient:
        return BulkClient(self.actors.issuer)

    async def _until(self, job_id: str, state: str) -> BulkJobState:
        while True:
            job = await self._answered(lambda: self._bulk.job(job_id))
            if self.kill_at and job.looked_at + job.done >= self.kill_at[0]:
                self._kill()
            elif job.state == state:
                return job
            await asyncio.sleep(_PAUSE_SECONDS)

    async def _answered(self, act: Callable[[], Awaitable[_Answer]]) -> _Answer:
        while True:
            try:
                return await act()
            except ApiUnreachable:
                await asyncio.sleep(_PAUSE_SECONDS)

    def _kill(self) -> None:
        self.kill_at.pop(0)
        self.town.kill("issuer")
        self.town.restart("issuer")
        self.kills += 1
