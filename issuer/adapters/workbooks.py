"""Reading the first sheet of an XLSX workbook: values only, in little memory, whoever made the file.

Formulas and macros are ignored: nothing is evaluated, and a cell with a formula counts as empty.
"""

import asyncio
import zipfile
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import IO, Any

from issuer.domain.csv_rows import check_columns
from issuer.domain.errors import TableFileInvalid, TableFileTooLarge
from issuer.domain.file_rows import FileRow, RowFault, RowRefused

WORKBOOK_MARK = b"PK\x03\x04"
# How openpyxl calls the cells of which no value is taken: a formula, an error.
_NO_VALUES = frozenset({"f", "e"})
_PORTION_ROWS = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkbookLimits:
    """How much of a workbook is read; bytes are those of its parts, unpacked."""

    unpacked_bytes: int = 256 * 1024 * 1024
    parts: int = 1_000
    rows: int = 200_000
    columns: int = 200
    cell_length: int = 1_000


class WorkbookFile:
    """The table on the first sheet of a workbook; its first row names the columns."""

    encoding = "xlsx"

    def __init__(self, file: IO[bytes], *, limits: WorkbookLimits = WorkbookLimits()) -> None:
        self._file = file
        self._limits = limits

    async def rows(self, *, required: Sequence[str]) -> AsyncIterator[Sequence[FileRow | RowRefused]]:
        """Its rows, some hundred at a time; empty ones are left out."""
        rows = self._read(required)
        while portion := await asyncio.to_thread(lambda: tuple(islice(rows, _PORTION_ROWS))):
            yield portion

    def _read(self, required: Sequence[str]) -> Iterator[FileRow | RowRefused]:
        try:
            self._check_parts()
            yield from self._read_sheet(required)
        except (TableFileInvalid, TableFileTooLarge):
            raise
        except Exception as error:  # openpyxl lets every error of zip, XML and numbers through
            raise TableFileInvalid(f"no readable workbook: {type(error).__name__}") from error

    def _check_parts(self) -> None:
        """Refuse what would unpack to more than we take, and what could declare entities."""
        with zipfile.ZipFile(self._file) as archive:
            parts = archive.infolist()
            if len(parts) > self._limits.parts:
                raise TableFileTooLarge("too many parts")
            if sum(part.file_size for part in parts) > self._limits.unpacked_bytes:
                raise TableFileTooLarge("too many bytes when unpacked")
            for part in parts:
                with archive.open(part) as content:
                    if b"<!DOCTYPE" in content.read(1_024):
                        raise TableFileInvalid("a part with a document type")

    def _read_sheet(self, required: Sequence[str]) -> Iterator[FileRow | RowRefused]:
        from openpyxl import load_workbook  # slow to import, and needed for this alone

        book = load_workbook(self._file, read_only=True, keep_links=False)
        with closing(book):
            sheet = book.worksheets[0]
            sheet.reset_dimensions()  # what the file says of its size may be wrong
            numbered = enumerate(sheet.iter_rows(max_col=self._limits.columns), start=1)
            columns = check_columns([self._text(cell) for cell in _first(numbered)], required=required)
            for number, cells in numbered:
                if number > self._limits.rows:
                    raise TableFileTooLarge("too many rows")
                yield from self._row(number, columns, cells)

    def _row(
        self, number: int, columns: Sequence[str], cells: Iterable[Any]
    ) -> Iterator[FileRow | RowRefused]:
        texts = [self._text(cell) for cell in cells]
        if not any(texts):
            return
        values = dict(zip(columns, texts, strict=False))
        too_long = [name for name, text in values.items() if len(text) > self._limits.cell_length]
        if too_long:
            yield RowRefused(row=number, column=too_long[0], fault=RowFault.VALUE_INVALID)
        else:
            yield FileRow(row=number, values={name: text for name, text in values.items() if name})

    def _text(self, cell: Any) -> str:
        """What stands in a cell, as a CSV file would write it."""
        value = cell.value
        if value is None or getattr(cell, "data_type", None) in _NO_VALUES:
            return ""
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, float) and value.is_integer():
            return str(int(value))
        if isinstance(value, datetime) and not (value.hour or value.minute or value.second):
            return value.date().isoformat()
        if isinstance(value, date):
            return value.isoformat()
        return str(value).strip()


def _first(rows: Iterator[tuple[int, Iterable[Any]]]) -> Iterable[Any]:
    found = next(rows, None)
    if found is None:
        raise TableFileInvalid("no header")
    return found[1]
