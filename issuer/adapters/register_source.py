"""The register as a source of facts."""

from citywallet.storage.database import Database
from issuer.adapters.citizen_records import SqlCitizenRecords
from issuer.domain.citizens import facts_of
from issuer.domain.facts import Facts, FactTypes
from issuer.domain.identifiers import CitizenId


class RegisterSource:
    """Facts from the register's table in the issuer's own database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def facts_of(self, citizen_id: CitizenId, *, wanted: FactTypes) -> Facts | None:
        """Those of the wanted facts that the register knows; None where it has no such citizen."""
        async with self._database.read() as connection:
            citizen = await SqlCitizenRecords(connection).find(citizen_id)
        if citizen is None:
            return None
        return {name: value for name, value in facts_of(citizen).items() if name in wanted}
