"""Taking an uploaded table row by row, in batches: good rows are stored, bad ones reported."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from citywallet.runtime.failpoint import failpoint
from issuer.domain.file_rows import FileRow, RowFault, RowFaulty, RowRefused
from issuer.domain.identifiers import CitizenId, ImportId
from issuer.ports import StoredRows, TableFile

T = TypeVar("T")

BATCH_ROWS = 1_000
MAX_REPORTED_ROWS = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportReport:
    """What became of a file's rows; `refused_rows` holds the first thousand of `refused`.

    `forgotten` counts citizens who were known before and are in a whole list no longer.
    """

    id: ImportId
    encoding: str
    new: int
    changed: int
    unchanged: int
    forgotten: int
    refused: int
    refused_rows: tuple[RowRefused, ...]


@dataclass(slots=True)
class RowImport(Generic[T]):
    """One import. `read` makes a row of one citizen of what the file says, `store` keeps a batch of them.

    Each batch is a unit of work of its own.
    """

    id: ImportId
    read: Callable[[FileRow], tuple[CitizenId, T]]
    store: Callable[[Mapping[CitizenId, T]], Awaitable[StoredRows]]
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    refused: int = 0
    _refused_rows: list[RowRefused] = field(default_factory=list)
    _batch: dict[CitizenId, T] = field(default_factory=dict)
    _rows: dict[CitizenId, int] = field(default_factory=dict)

    async def run(self, table: TableFile, *, required: Sequence[str]) -> ImportReport:
        """Take a table from its first row to its last.

        Raises:
            TableFileInvalid, TableFileTooLarge: rows before that are stored.
        """
        async for rows in table.rows(required=required):
            for row in rows:
                self._take(row)
                if len(self._batch) == BATCH_ROWS:
                    await self._store_batch()
        await self._store_batch()
        return ImportReport(
            id=self.id,
            encoding=table.encoding,
            new=self.new,
            changed=self.changed,
            unchanged=self.unchanged,
            forgotten=0,
            refused=self.refused,
            refused_rows=tuple(self._refused_rows),
        )

    def _take(self, row: FileRow | RowRefused) -> None:
        if isinstance(row, RowRefused):
            self._refuse(row)
            return
        try:
            citizen_id, taken = self.read(row)
        except RowFaulty as fault:
            self._refuse(RowRefused(row=row.row, column=fault.column, fault=fault.fault))
            return
        if citizen_id in self._batch:
            self._refuse_repeated(row.row)
            return
        self._batch[citizen_id], self._rows[citizen_id] = taken, row.row

    async def _store_batch(self) -> None:
        if not self._batch:
            return
        failpoint("import.before_record")
        stored = await self.store(self._batch)
        failpoint("import.after_record")
        self.new += stored.new
        self.changed += stored.changed
        self.unchanged += stored.unchanged
        for citizen_id in stored.repeated:
            self._refuse_repeated(self._rows[citizen_id])
        self._batch.clear()
        self._rows.clear()

    def _refuse_repeated(self, row: int) -> None:
        self._refuse(RowRefused(row=row, column="citizen_id", fault=RowFault.REPEATED_CITIZEN))

    def _refuse(self, refused: RowRefused) -> None:
        self.refused += 1
        if len(self._refused_rows) < MAX_REPORTED_ROWS:
            self._refused_rows.append(refused)
