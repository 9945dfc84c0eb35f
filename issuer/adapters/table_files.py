"""Uploaded tables: CSV, or a workbook, told apart by their first bytes."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from typing import IO

from issuer.adapters.workbooks import WORKBOOK_MARK, WorkbookFile
from issuer.domain.csv_rows import CsvReader
from issuer.domain.file_rows import FileRow, RowRefused
from issuer.ports import TableFile

_PIECE_BYTES = 65_536


def open_table(file: IO[bytes]) -> TableFile:
    """The table in a file, which stays open as long as it is read."""
    is_workbook = file.read(len(WORKBOOK_MARK)) == WORKBOOK_MARK
    file.seek(0)
    return WorkbookFile(file) if is_workbook else CsvFile(file)


class CsvFile:
    """A table of comma-separated values."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._reader: CsvReader | None = None

    @property
    def encoding(self) -> str:
        """The encoding that was recognised so far."""
        return "utf-8" if self._reader is None else self._reader.encoding

    async def rows(self, *, required: Sequence[str]) -> AsyncIterator[Sequence[FileRow | RowRefused]]:
        """Its rows, a piece of the file at a time."""
        reader = self._reader = CsvReader(required=required)
        for portion in self._portions(reader):
            yield portion
            # Rows that are all refused never wait for the database: let other requests in between.
            await asyncio.sleep(0)

    def _portions(self, reader: CsvReader) -> Iterator[Sequence[FileRow | RowRefused]]:
        while piece := self._file.read(_PIECE_BYTES):
            yield tuple(reader.feed(piece))
        yield tuple(reader.finish())
