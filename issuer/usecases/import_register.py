"""An officer imports a register file: good rows are stored, bad ones reported."""

from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass, field
from datetime import tzinfo

from citywallet.runtime.clock import Clock
from citywallet.runtime.entropy import Entropy
from citywallet.runtime.failpoint import failpoint
from issuer.domain.citizens import Citizen
from issuer.domain.errors import RegisterFileTooLarge
from issuer.domain.identifiers import CitizenId, ImportId
from issuer.domain.register_file import RegisterReader, RowRead, RowRefused
from issuer.domain.register_row import RowFault
from issuer.ports import UnitsOfWork

BATCH_ROWS = 1_000
MAX_REPORTED_ROWS = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportReport:
    """What became of a file's rows; `refused_rows` holds the first thousand of `refused`."""

    id: ImportId
    encoding: str
    new: int
    changed: int
    unchanged: int
    refused: int
    refused_rows: tuple[RowRefused, ...]


@dataclass(slots=True)
class _Tally:
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    refused: int = 0
    refused_rows: list[RowRefused] = field(default_factory=list)

    def refuse(self, refused: RowRefused) -> None:
        self.refused += 1
        if len(self.refused_rows) < MAX_REPORTED_ROWS:
            self.refused_rows.append(refused)


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportRegister:
    """Store a register file in batches, each a unit of work; importing it again changes nothing."""

    units: UnitsOfWork
    clock: Clock
    entropy: Entropy
    time_zone: tzinfo
    max_bytes: int

    async def __call__(self, content: AsyncIterator[bytes]) -> ImportReport:
        """Read a file to its end, in pieces of any size.

        Raises:
            RegisterFileInvalid: it has no usable header; nothing was stored.
            RegisterFileTooLarge: it has more than `max_bytes`; the rows before that are stored.
        """
        import_id = ImportId(self.entropy.identifier())
        reader = RegisterReader(today=self.clock.now().astimezone(self.time_zone).date())
        tally = _Tally()
        batch: dict[CitizenId, RowRead] = {}
        async for rows in self._pieces(reader, content):
            for row in rows:
                if isinstance(row, RowRefused):
                    tally.refuse(row)
                elif row.citizen.id in batch:
                    tally.refuse(_repeated(row))
                else:
                    batch[row.citizen.id] = row
                if len(batch) == BATCH_ROWS:
                    await self._store(batch, import_id, tally)
        await self._store(batch, import_id, tally)
        return ImportReport(
            id=import_id,
            encoding=reader.encoding,
            new=tally.new,
            changed=tally.changed,
            unchanged=tally.unchanged,
            refused=tally.refused,
            refused_rows=tuple(tally.refused_rows),
        )

    async def _pieces(
        self, reader: RegisterReader, content: AsyncIterator[bytes]
    ) -> AsyncIterator[Iterable[RowRead | RowRefused]]:
        size_bytes = 0
        async for piece in content:
            size_bytes += len(piece)
            if size_bytes > self.max_bytes:
                raise RegisterFileTooLarge(f"more than {self.max_bytes} bytes")
            yield reader.feed(piece)
        yield reader.finish()

    async def _store(self, batch: dict[CitizenId, RowRead], import_id: ImportId, tally: _Tally) -> None:
        if not batch:
            return
        citizens: list[Citizen] = [row.citizen for row in batch.values()]
        failpoint("import.before_record")
        async with self.units.writing() as records:
            stored = await records.citizens.store(citizens, import_id=import_id, now=self.clock.now())
        failpoint("import.after_record")
        tally.new += stored.new
        tally.changed += stored.changed
        tally.unchanged += stored.unchanged
        for citizen_id in stored.repeated:
            tally.refuse(_repeated(batch[citizen_id]))
        batch.clear()


def _repeated(row: RowRead) -> RowRefused:
    return RowRefused(row=row.row, column="citizen_id", fault=RowFault.REPEATED_CITIZEN)
