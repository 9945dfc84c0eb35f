"""An officer imports a register file: good rows are stored, bad ones reported."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import tzinfo

from citywallet.runtime.clock import Clock
from citywallet.runtime.entropy import Entropy
from issuer.domain.audit import Act
from issuer.domain.callers import Caller
from issuer.domain.citizens import Citizen
from issuer.domain.file_rows import FileRow
from issuer.domain.identifiers import CitizenId, ImportId
from issuer.domain.register_row import REGISTER_COLUMNS, read_citizen
from issuer.ports import StoredRows, TableFile, UnitsOfWork
from issuer.usecases.audit_trail import record_act
from issuer.usecases.row_import import ImportReport, RowImport


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportRegister:
    """Store a register file in batches, each a unit of work; importing it again changes nothing."""

    units: UnitsOfWork
    clock: Clock
    entropy: Entropy
    time_zone: tzinfo

    async def __call__(self, table: TableFile, *, by: Caller) -> ImportReport:
        """Read a table to its end.

        Raises:
            TableFileInvalid: it has no usable header, and nothing was stored; or it breaks off later.
            TableFileTooLarge: it has more than is read at a time; the rows before that are stored.
        """
        import_id = ImportId(self.entropy.identifier())
        today = self.clock.now().astimezone(self.time_zone).date()

        def read(row: FileRow) -> tuple[CitizenId, Citizen]:
            citizen = read_citizen(row.values, today=today)
            return citizen.id, citizen

        async def store(batch: Mapping[CitizenId, Citizen]) -> StoredRows:
            now = self.clock.now()
            async with self.units.writing() as records:
                await record_act(records, by.actor, Act.REGISTER_IMPORTED, subject=import_id, now=now)
                return await records.citizens.store(tuple(batch.values()), import_id=import_id, now=now)

        return await RowImport(id=import_id, read=read, store=store).run(table, required=REGISTER_COLUMNS)
