"""Reading a CSV file line by line.

UTF-8 (with or without byte order mark) and CP949 are told apart by the first line that is not plain ASCII. In
both, the bytes of line break, comma and quotation mark never occur inside another character, so that lines
can be cut as bytes. A row is one line: a quotation that is left open spoils its own row only.
"""

import csv
from collections.abc import Iterator, Sequence

from issuer.domain.errors import TableFileInvalid
from issuer.domain.file_rows import FileRow, RowFault, RowFaulty, RowRefused

MAX_LINE_BYTES = 4_096
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


class CsvReader:
    """Takes a file's bytes in pieces of any size and gives its rows; call `finish` after the last piece."""

    def __init__(self, *, required: Sequence[str]) -> None:
        self._required = required
        self._rest = b""
        self._skipping = False
        self._row = 0
        self._columns: list[str] = []
        self._encoding: str | None = None

    @property
    def encoding(self) -> str:
        """The encoding that was recognised so far; plain ASCII counts as UTF-8."""
        return self._encoding or "utf-8"

    def feed(self, piece: bytes) -> Iterator[FileRow | RowRefused]:
        """Give the rows that end within `piece`.

        Raises:
            TableFileInvalid: the header lacks a required column.
        """
        *lines, self._rest = (self._rest + piece).split(b"\n")
        for line in lines:
            yield from self._take(line)
        if len(self._rest) > MAX_LINE_BYTES:  # an endless line must not fill the memory
            if not self._skipping:
                yield from self._take(self._rest)
            self._skipping, self._rest = True, b""

    def finish(self) -> Iterator[FileRow | RowRefused]:
        """Give the row of a last line without line break.

        Raises:
            TableFileInvalid: the file has no header.
        """
        if self._rest:
            yield from self._take(self._rest)
        if not self._columns:
            raise TableFileInvalid("no header")

    def _take(self, line: bytes) -> Iterator[FileRow | RowRefused]:
        if self._skipping:  # the end of a line that was too long
            self._skipping = False
            return
        self._row += 1
        line = line.removesuffix(b"\r")
        if self._row == 1:
            self._columns = self._read_header(line)
        elif line.strip():
            yield self._read_row(line)

    def _read_header(self, line: bytes) -> list[str]:
        if line.startswith(_BYTE_ORDER_MARK):
            self._encoding, line = "utf-8", line[len(_BYTE_ORDER_MARK) :]
        try:
            return check_columns(self._split(line), required=self._required)
        except RowFaulty as fault:
            raise TableFileInvalid(fault.fault) from fault

    def _read_row(self, line: bytes) -> FileRow | RowRefused:
        try:
            fields = self._split(line)
            if len(fields) != len(self._columns):
                raise RowFaulty(RowFault.WRONG_COLUMN_COUNT)
        except RowFaulty as fault:
            return RowRefused(row=self._row, column=fault.column, fault=fault.fault)
        values = {name: field.strip() for name, field in zip(self._columns, fields, strict=True)}
        return FileRow(row=self._row, values=values)

    def _split(self, line: bytes) -> list[str]:
        if len(line) > MAX_LINE_BYTES:
            raise RowFaulty(RowFault.LINE_TOO_LONG)
        try:
            return next(csv.reader([self._decode(line)], strict=True), [])
        except csv.Error:
            raise RowFaulty(RowFault.UNREADABLE_ROW) from None

    def _decode(self, line: bytes) -> str:
        if self._encoding is None and not line.isascii():
            self._encoding = "utf-8" if _is_utf8(line) else "cp949"
        try:
            return line.decode(self.encoding)
        except UnicodeDecodeError:
            raise RowFaulty(RowFault.UNREADABLE_TEXT) from None


def check_columns(header: Sequence[str], *, required: Sequence[str]) -> list[str]:
    """The names of a table's columns, without the space around them.

    Raises:
        TableFileInvalid: a required one is missing, or one stands there twice.
    """
    columns = [name.strip() for name in header]
    missing = set(required) - set(columns)
    if missing:
        raise TableFileInvalid(f"missing column {min(missing)}")
    named = [name for name in columns if name]
    if len(set(named)) != len(named):
        raise TableFileInvalid("repeated column")
    return columns


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
