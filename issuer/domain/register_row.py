"""One row of a register file: which values are taken, and why others are not."""

import re
from collections.abc import Mapping
from datetime import date

from issuer.domain.citizens import Citizen, District, LegalDong
from issuer.domain.file_rows import (
    RowFault,
    RowFaulty,
    optional_value,
    read_citizen_id,
    read_date,
    read_matching,
    read_text,
    read_truth,
    required_value,
)

REGISTER_COLUMNS = (
    "citizen_id",
    "name",
    "birthdate",
    "district_id",
    "district_name",
    "legal_dong_name",
    "incheon_resident",
)
_EARLIEST_BIRTHDATE = date(1890, 1, 1)
_DISTRICT_ID = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")
_CODE = re.compile(r"[0-9]{2,10}")


def read_citizen(values: Mapping[str, str], *, today: date) -> Citizen:
    """Read a row's values, given by column; `today` is the city's day.

    Raises:
        RowFaulty: a value is missing or cannot be taken.
    """
    dong_name = optional_value(values, "legal_dong_name", read_text)
    dong_code = optional_value(values, "legal_dong_code", _read_code)
    return Citizen(
        id=required_value(values, "citizen_id", read_citizen_id),
        name=required_value(values, "name", read_text),
        birthdate=required_value(values, "birthdate", lambda text: _read_birthdate(text, today=today)),
        district=District(
            id=required_value(values, "district_id", lambda text: read_matching(_DISTRICT_ID, text)),
            name=required_value(values, "district_name", read_text),
            code=optional_value(values, "district_code", _read_code),
        ),
        legal_dong=None if dong_name is None else LegalDong(name=dong_name, code=dong_code),
        incheon_resident=required_value(values, "incheon_resident", read_truth),
    )


def _read_birthdate(text: str, *, today: date) -> date:
    birthdate = read_date(text)
    if birthdate > today:
        raise RowFaulty(RowFault.BIRTHDATE_IN_FUTURE)
    if birthdate < _EARLIEST_BIRTHDATE:
        raise RowFaulty(RowFault.VALUE_INVALID)
    return birthdate


def _read_code(text: str) -> str:
    return read_matching(_CODE, text)
