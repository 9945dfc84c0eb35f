"""The register as a source of facts."""

from collections.abc import Mapping, Sequence

from citywallet.storage.database import Database
from issuer.adapters.citizen_records import SqlCitizenRecords
from issuer.domain.citizens import facts_of
from issuer.domain.facts import Facts, FactTypes
from issuer.domain.identifiers import CitizenId


class RegisterSource:
    """Facts from the register's table in the issuer's own database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def facts_of(
        self, citizen_ids: Sequence[CitizenId], *, wanted: FactTypes
    ) -> Mapping[CitizenId, Facts]:
        """Those of the wanted facts that the register knows of each citizen."""
        async with self._database.read() as connection:
            citizens = await SqlCitizenRecords(connection).find_each(citizen_ids)
        return {
            citizen.id: {name: value for name, value in facts_of(citizen).items() if name in wanted}
            for citizen in citizens
        }
