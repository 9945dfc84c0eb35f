"""A source whose facts came in files."""

from collections.abc import Mapping, Sequence

from citywallet.protocol.encoding import MemberInvalid
from citywallet.storage.database import Database
from issuer.adapters.source_fact_records import SqlSourceFactRecords
from issuer.domain.errors import SourceUnavailable
from issuer.domain.fact_json import parse_facts
from issuer.domain.facts import Facts, FactTypes
from issuer.domain.identifiers import CitizenId, SourceName


class ImportedSource:
    """What was imported under a source's name, from the issuer's own database."""

    def __init__(self, database: Database, name: SourceName) -> None:
        self._database = database
        self._name = name

    async def facts_of(
        self, citizen_ids: Sequence[CitizenId], *, wanted: FactTypes
    ) -> Mapping[CitizenId, Facts]:
        """What the last import had of each citizen.

        Raises:
            SourceUnavailable: what was imported does not fit what the catalogue says of it by now.
        """
        async with self._database.read() as connection:
            rows = await SqlSourceFactRecords(connection).known(self._name, citizen_ids)
        try:
            return {CitizenId(row.citizen_id): parse_facts(row.facts, wanted) for row in rows}
        except MemberInvalid as error:
            raise SourceUnavailable(f"{self._name} was imported with other facts") from error
