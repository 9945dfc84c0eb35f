"""An officer looks through the register."""

from dataclasses import dataclass

from issuer.domain.citizens import Citizen
from issuer.ports import UnitsOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class ListCitizens:
    """Give the first citizens of the register."""

    units: UnitsOfWork

    async def __call__(self, *, limit: int) -> list[Citizen]:
        """At most `limit` citizens, by identifier."""
        async with self.units.reading() as records:
            return await records.citizens.first(limit)
