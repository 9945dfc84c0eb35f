"""The rows of a table that somebody uploaded: each is judged alone, so that a bad one stops no other."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TypeVar

from issuer.domain.identifiers import CitizenId

T = TypeVar("T")

MAX_TEXT_LENGTH = 100
_CITIZEN_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]{0,63}")
_RESIDENT_NUMBER = re.compile(r"\d{6}-?\d{7}")
_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_TRUTH = {"true": True, "1": True, "y": True, "false": False, "0": False, "n": False}


class RowFault(StrEnum):
    """Why a row was not taken. The value itself is never repeated."""

    UNREADABLE_TEXT = "unreadable_text"
    UNREADABLE_ROW = "unreadable_row"
    LINE_TOO_LONG = "line_too_long"
    WRONG_COLUMN_COUNT = "wrong_column_count"
    VALUE_MISSING = "value_missing"
    VALUE_INVALID = "value_invalid"
    RESIDENT_NUMBER = "resident_registration_number"
    BIRTHDATE_IN_FUTURE = "birthdate_in_future"
    REPEATED_CITIZEN = "repeated_citizen"


class RowFaulty(Exception):
    """Raised when a row, or one of its values, cannot be taken."""

    def __init__(self, fault: RowFault, column: str | None = None) -> None:
        super().__init__(fault)
        self.fault = fault
        self.column = column


@dataclass(frozen=True, slots=True, kw_only=True)
class FileRow:
    """One row as it stands in the file, its values by column; `row` counts from 1, the header being 1."""

    row: int
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class RowRefused:
    """One row that was not taken."""

    row: int
    column: str | None
    fault: RowFault


def required_value(values: Mapping[str, str], column: str, read: Callable[[str], T]) -> T:
    """Read a value that must be there.

    Raises:
        RowFaulty: it is missing, or `read` refuses it.
    """
    value = optional_value(values, column, read)
    if value is None:
        raise RowFaulty(RowFault.VALUE_MISSING, column)
    return value


def optional_value(values: Mapping[str, str], column: str, read: Callable[[str], T]) -> T | None:
    """Read a value, or None where the cell is empty or the column is not there.

    Raises:
        RowFaulty: `read` refuses it.
    """
    text = values.get(column, "")
    if not text:
        return None
    try:
        return read(text)
    except RowFaulty as fault:
        raise RowFaulty(fault.fault, column) from None


def read_citizen_id(text: str) -> CitizenId:
    """A citizen's opaque identifier.

    Raises:
        RowFaulty: something else; a resident registration number is told apart.
    """
    if _RESIDENT_NUMBER.fullmatch(text):  # these numbers have no place in this system
        raise RowFaulty(RowFault.RESIDENT_NUMBER)
    return CitizenId(read_matching(_CITIZEN_ID, text))


def read_text(text: str) -> str:
    """A text that people read, composed so that equal texts are equal.

    Raises:
        RowFaulty: it is too long, or holds characters that fool readers.
    """
    composed = unicodedata.normalize("NFC", text)
    # Control, format (bidirectional, zero-width), surrogate, private and unassigned characters fool readers.
    if len(composed) > MAX_TEXT_LENGTH or any(
        unicodedata.category(character)[0] == "C" for character in composed
    ):
        raise RowFaulty(RowFault.VALUE_INVALID)
    return composed


def read_date(text: str) -> date:
    """A date as ISO 8601 writes it: 2026-07-01.

    Raises:
        RowFaulty: something else.
    """
    try:
        return date.fromisoformat(read_matching(_ISO_DATE, text))
    except ValueError:
        raise RowFaulty(RowFault.VALUE_INVALID) from None


def read_truth(text: str) -> bool:
    """Yes or no.

    Raises:
        RowFaulty: another word.
    """
    truth = _TRUTH.get(text.lower())
    if truth is None:
        raise RowFaulty(RowFault.VALUE_INVALID)
    return truth


def read_matching(pattern: re.Pattern[str], text: str) -> str:
    """A text of a fixed form.

    Raises:
        RowFaulty: another form.
    """
    if not pattern.fullmatch(text):
        raise RowFaulty(RowFault.VALUE_INVALID)
    return text
