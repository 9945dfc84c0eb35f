"""Reading a register file line by line: every row is judged alone, so that a bad one stops no other.

UTF-8 (with or without byte order mark) and CP949 are told apart by the first line that is not plain ASCII. In
both, the bytes of line break, comma and quotation mark never occur inside another character, so that lines
can be cut as bytes. A row is one line: a quotation that is left open spoils its own row only.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from issuer.domain.citizens import Citizen
from issuer.domain.errors import RegisterFileInvalid
from issuer.domain.register_row import REQUIRED_COLUMNS, RowFault, RowFaulty, read_citizen

MAX_LINE_BYTES = 4_096
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True, kw_only=True)
class RowRefused:
    """One row that was not taken; `row` counts lines from 1, the header being 1."""

    row: int
    column: str | None
    fault: RowFault


@dataclass(frozen=True, slots=True, kw_only=True)
class RowRead:
    """One row that can be stored."""

    row: int
    citizen: Citizen


class RegisterReader:
    """Takes a file's bytes in pieces of any size and gives its rows; call `finish` after the last piece."""

    def __init__(self, *, today: date) -> None:
        self._today = today
        self._rest = b""
        self._skipping = False
        self._row = 0
        self._columns: list[str] = []
        self._encoding: str | None = None

    @property
    def encoding(self) -> str:
        """The encoding that was recognised; plain ASCII counts as UTF-8."""
        return self._encoding or "utf-8"

    def feed(self, piece: bytes) -> Iterator[RowRead | RowRefused]:
        """Give the rows that end within `piece`.

        Raises:
            RegisterFileInvalid: the header cannot be read, lacks a column that we need, or has one twice.
        """
        *lines, self._rest = (self._rest + piece).split(b"\n")
        for line in lines:
            yield from self._take(line)
        if len(self._rest) > MAX_LINE_BYTES:  # an endless line must not fill the memory
            if not self._skipping:
                yield from self._take(self._rest)
            self._skipping, self._rest = True, b""

    def finish(self) -> Iterator[RowRead | RowRefused]:
        """Give the row of a last line without line break.

        Raises:
            RegisterFileInvalid: the file has no header.
        """
        if self._rest:
            yield from self._take(self._rest)
        if not self._columns:
            raise RegisterFileInvalid("no header")

    def _take(self, line: bytes) -> Iterator[RowRead | RowRefused]:
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
            columns = [name.strip() for name in self._split(line)]
        except RowFaulty as fault:
            raise RegisterFileInvalid(fault.fault) from fault
        missing = set(REQUIRED_COLUMNS) - set(columns)
        if missing:
            raise RegisterFileInvalid(f"missing column {min(missing)}")
        if len(set(columns)) != len(columns):
            raise RegisterFileInvalid("repeated column")
        return columns

    def _read_row(self, line: bytes) -> RowRead | RowRefused:
        try:
            fields = self._split(line)
            if len(fields) != len(self._columns):
                raise RowFaulty(RowFault.WRONG_COLUMN_COUNT)
            values = {name: field.strip() for name, field in zip(self._columns, fields, strict=True)}
            return RowRead(row=self._row, citizen=read_citizen(values, today=self._today))
        except RowFaulty as fault:
            return RowRefused(row=self._row, column=fault.column, fault=fault.fault)

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


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
