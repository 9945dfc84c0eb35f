"""One row of a register file: which values are taken, and why others are not."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date
from enum import StrEnum
from typing import TypeVar

from issuer.domain.citizens import Citizen, District, LegalDong
from issuer.domain.identifiers import CitizenId

T = TypeVar("T")

REQUIRED_COLUMNS = (
    "citizen_id",
    "name",
    "birthdate",
    "district_id",
    "district_name",
    "legal_dong_name",
    "incheon_resident",
)
_MAX_NAME_LENGTH = 100
_EARLIEST_BIRTHDATE = date(1890, 1, 1)
_CITIZEN_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]{0,63}")
_RESIDENT_NUMBER = re.compile(r"\d{6}-?\d{7}")
_DISTRICT_ID = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")
_CODE = re.compile(r"[0-9]{2,10}")
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


def read_citizen(values: Mapping[str, str], *, today: date) -> Citizen:
    """Read a row's values, given by column; `today` is the city's day.

    Raises:
        RowFaulty: a value is missing or cannot be taken.
    """
    dong_name = _optional(values, "legal_dong_name", _read_name)
    dong_code = _optional(values, "legal_dong_code", _read_code)
    return Citizen(
        id=_required(values, "citizen_id", _read_citizen_id),
        name=_required(values, "name", _read_name),
        birthdate=_required(values, "birthdate", lambda text: _read_birthdate(text, today=today)),
        district=District(
            id=_required(values, "district_id", lambda text: _match(_DISTRICT_ID, text)),
            name=_required(values, "district_name", _read_name),
            code=_optional(values, "district_code", _read_code),
        ),
        legal_dong=None if dong_name is None else LegalDong(name=dong_name, code=dong_code),
        incheon_resident=_required(values, "incheon_resident", _read_truth),
    )


def _required(values: Mapping[str, str], column: str, read: Callable[[str], T]) -> T:
    value = _optional(values, column, read)
    if value is None:
        raise RowFaulty(RowFault.VALUE_MISSING, column)
    return value


def _optional(values: Mapping[str, str], column: str, read: Callable[[str], T]) -> T | None:
    text = values.get(column, "")
    if not text:
        return None
    try:
        return read(text)
    except RowFaulty as fault:
        raise RowFaulty(fault.fault, column) from None


def _read_citizen_id(text: str) -> CitizenId:
    if _RESIDENT_NUMBER.fullmatch(text):  # these numbers have no place in this system
        raise RowFaulty(RowFault.RESIDENT_NUMBER)
    return CitizenId(_match(_CITIZEN_ID, text))


def _read_name(text: str) -> str:
    name = unicodedata.normalize("NFC", text)
    # Control, format (bidirectional, zero-width), surrogate, private and unassigned characters fool readers.
    if len(name) > _MAX_NAME_LENGTH or any(unicodedata.category(character)[0] == "C" for character in name):
        raise RowFaulty(RowFault.VALUE_INVALID)
    return name


def _read_birthdate(text: str, *, today: date) -> date:
    try:
        birthdate = date.fromisoformat(_match(_ISO_DATE, text))
    except ValueError:
        raise RowFaulty(RowFault.VALUE_INVALID) from None
    if birthdate > today:
        raise RowFaulty(RowFault.BIRTHDATE_IN_FUTURE)
    if birthdate < _EARLIEST_BIRTHDATE:
        raise RowFaulty(RowFault.VALUE_INVALID)
    return birthdate


def _read_code(text: str) -> str:
    return _match(_CODE, text)


def _read_truth(text: str) -> bool:
    truth = _TRUTH.get(text.lower())
    if truth is None:
        raise RowFaulty(RowFault.VALUE_INVALID)
    return truth


def _match(pattern: re.Pattern[str], text: str) -> str:
    if not pattern.fullmatch(text):
        raise RowFaulty(RowFault.VALUE_INVALID)
    return text
