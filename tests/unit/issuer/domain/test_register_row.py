"""A row of the register, read value by value."""

import unicodedata
from datetime import date

import pytest

from issuer.domain.citizens import Citizen, District, LegalDong
from issuer.domain.file_rows import RowFault, RowFaulty
from issuer.domain.identifiers import CitizenId
from issuer.domain.register_row import REGISTER_COLUMNS, read_citizen

TODAY = date(2026, 11, 23)
VALUES = {
    "citizen_id": "c-1",
    "name": "황보샛별",
    "birthdate": "1961-11-23",
    "district_id": "bupyeong",
    "district_name": "부평구",
    "district_code": "28237",
    "legal_dong_name": "십정동",
    "legal_dong_code": "2823710300",
    "incheon_resident": "true",
}
CITIZEN = Citizen(
    id=CitizenId("c-1"),
    name="황보샛별",
    birthdate=date(1961, 11, 23),
    district=District(id="bupyeong", name="부평구", code="28237"),
    legal_dong=LegalDong(name="십정동", code="2823710300"),
    incheon_resident=True,
)


def test_a_row_gives_a_citizen() -> None:
    assert read_citizen(VALUES, today=TODAY) == CITIZEN


def test_what_a_register_may_lack_is_not_known() -> None:
    values = {name: text for name, text in VALUES.items() if name in REGISTER_COLUMNS}
    citizen = read_citizen(values | {"legal_dong_name": ""}, today=TODAY)
    assert citizen.legal_dong is None
    assert citizen.district.code is None


@pytest.mark.parametrize(
    ("column", "text", "fault"),
    [
        ("citizen_id", "", RowFault.VALUE_MISSING),
        ("citizen_id", "c 1", RowFault.VALUE_INVALID),
        ("citizen_id", "=1+1", RowFault.VALUE_INVALID),
        ("citizen_id", "610101-1234567", RowFault.RESIDENT_NUMBER),
        ("citizen_id", "6101011234567", RowFault.RESIDENT_NUMBER),
        ("name", "", RowFault.VALUE_MISSING),
        ("name", "가\u202e나", RowFault.VALUE_INVALID),
        ("name", "가\u200b나", RowFault.VALUE_INVALID),
        ("name", "가\x00나", RowFault.VALUE_INVALID),
        ("name", "가" * 101, RowFault.VALUE_INVALID),
        ("birthdate", "1961-2-3", RowFault.VALUE_INVALID),
        ("birthdate", "1961-02-30", RowFault.VALUE_INVALID),
        ("birthdate", "19610203", RowFault.VALUE_INVALID),
        ("birthdate", "1789-07-14", RowFault.VALUE_INVALID),
        ("birthdate", "2026-11-24", RowFault.BIRTHDATE_IN_FUTURE),
        ("district_id", "B!", RowFault.VALUE_INVALID),
        ("district_name", "", RowFault.VALUE_MISSING),
        ("district_code", "x", RowFault.VALUE_INVALID),
        ("incheon_resident", "maybe", RowFault.VALUE_INVALID),
        ("incheon_resident", "", RowFault.VALUE_MISSING),
    ],
)
def test_a_bad_value_is_refused_with_column_and_fault_and_is_not_repeated(
    column: str, text: str, fault: RowFault
) -> None:
    with pytest.raises(RowFaulty) as refused:
        read_citizen(VALUES | {column: text}, today=TODAY)
    assert (refused.value.column, refused.value.fault) == (column, fault)
    assert not text or text not in str(refused.value)


def test_a_name_is_composed_so_that_it_compares_equal() -> None:
    taken_apart = VALUES | {"name": unicodedata.normalize("NFD", VALUES["name"])}
    assert read_citizen(taken_apart, today=TODAY) == CITIZEN
