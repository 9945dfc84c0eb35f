"""An officer imports the list behind a data source: good rows are stored, bad ones reported."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from citywallet.runtime.clock import Clock
from citywallet.runtime.entropy import Entropy
from issuer.domain.audit import Act
from issuer.domain.callers import Caller
from issuer.domain.catalogue import Catalogue
from issuer.domain.errors import SourceUnknown
from issuer.domain.fact_texts import read_facts, required_columns
from issuer.domain.facts import Facts
from issuer.domain.file_rows import FileRow, read_citizen_id, required_value
from issuer.domain.identifiers import CitizenId, ImportId, SourceName
from issuer.ports import StoredRows, TableFile, UnitsOfWork
from issuer.usecases.audit_trail import record_act
from issuer.usecases.row_import import ImportReport, RowImport


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportFacts:
    """Store the facts of a list in batches, each a unit of work; importing it again changes nothing.

    `imported` are the sources that are filled by files.
    """

    units: UnitsOfWork
    clock: Clock
    entropy: Entropy
    catalogue: Catalogue
    imported: frozenset[SourceName]

    async def __call__(
        self, source: SourceName, table: TableFile, *, is_whole: bool, by: Caller
    ) -> ImportReport:
        """Read a list to its end. Who is not in a whole list is forgotten, unless a row of it was refused.

        Raises:
            SourceUnknown: no source of this name is filled by files.
            TableFileInvalid, TableFileTooLarge: rows before that are stored, and nobody is forgotten.
        """
        if source not in self.imported:
            raise SourceUnknown()
        types = self.catalogue.facts_of_source(source)
        import_id = ImportId(self.entropy.identifier())

        def read(row: FileRow) -> tuple[CitizenId, Facts]:
            return required_value(row.values, "citizen_id", read_citizen_id), read_facts(row.values, types)

        async def store(batch: Mapping[CitizenId, Facts]) -> StoredRows:
            now = self.clock.now()
            async with self.units.writing() as records:
                await record_act(records, by.actor, Act.FACTS_IMPORTED, subject=import_id, now=now)
                return await records.source_facts.store(source, batch, import_id=import_id, now=now)

        rows = RowImport(id=import_id, read=read, store=store)
        report = await rows.run(table, required=("citizen_id", *required_columns(types)))
        if report.refused or not is_whole:
            return report
        now = self.clock.now()
        async with self.units.writing() as records:
            await record_act(records, by.actor, Act.FACTS_FORGOTTEN, subject=import_id, now=now)
            forgotten = await records.source_facts.forget_others(source, import_id=import_id)
        return replace(report, forgotten=forgotten)
