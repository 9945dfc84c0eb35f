"""Reading register files: encodings, pieces of any size, and rows that are judged alone."""

import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from issuer.domain.citizens import Citizen, District, LegalDong
from issuer.domain.errors import RegisterFileInvalid
from issuer.domain.identifiers import CitizenId
from issuer.domain.register_file import MAX_LINE_BYTES, RegisterReader, RowRead, RowRefused
from issuer.domain.register_row import RowFault

TODAY = date(2026, 11, 23)
HEADER = (
    "citizen_id,name,birthdate,district_id,district_name,district_code,"
    "legal_dong_name,legal_dong_code,incheon_resident"
)
ROW = "c-1,황보샛별,1961-11-23,bupyeong,부평구,28237,십정동,2823710300,true"
CITIZEN = Citizen(
    id=CitizenId("c-1"),
    name="황보샛별",
    birthdate=date(1961, 11, 23),
    district=District(id="bupyeong", name="부평구", code="28237"),
    legal_dong=LegalDong(name="십정동", code="2823710300"),
    incheon_resident=True,
)


def read(content: bytes, *, piece: int = 10**9) -> tuple[list[RowRead | RowRefused], str]:
    reader = RegisterReader(today=TODAY)
    rows = [row for at in range(0, len(content), piece) for row in reader.feed(content[at : at + piece])]
    return rows + list(reader.finish()), reader.encoding


def read_row(row: str) -> RowRead | RowRefused:
    (found,) = read(f"{HEADER}\n{row}\n".encode())[0]
    return found


@pytest.mark.threat(96)
@pytest.mark.parametrize(
    ("codec", "recognised"), [("utf-8", "utf-8"), ("utf-8-sig", "utf-8"), ("cp949", "cp949")]
)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_each_encoding_gives_the_same_citizen(codec: str, recognised: str, end: str) -> None:
    content = f"{HEADER}{end}{ROW}{end}".encode(codec)
    assert read(content) == ([RowRead(row=2, citizen=CITIZEN)], recognised)


@pytest.mark.threat(96)
@given(piece=st.integers(1, 60), codec=st.sampled_from(["utf-8", "utf-8-sig", "cp949"]))
def test_the_size_of_the_pieces_does_not_matter(piece: int, codec: str) -> None:
    content = f"{HEADER}\n{ROW}\n{ROW.replace('c-1', 'c-2')}".encode(codec)
    rows, _ = read(content, piece=piece)
    assert [row.citizen.id for row in rows if isinstance(row, RowRead)] == ["c-1", "c-2"]


def test_columns_may_come_in_any_order_with_others_between() -> None:
    header = "incheon_resident,note,name,citizen_id,birthdate,district_id,district_name,legal_dong_name"
    rows, _ = read(f"{header}\nfalse,x,가나다,c-9,2000-01-01,seo,서구,\n".encode())
    assert isinstance(rows[0], RowRead)
    assert rows[0].citizen.legal_dong is None
    assert rows[0].citizen.district.code is None


@pytest.mark.parametrize(
    ("row", "column", "fault"),
    [
        ("c-1,가,1961-11-23,b,부평구,,,,true,extra", None, RowFault.WRONG_COLUMN_COUNT),
        ("c-1", None, RowFault.WRONG_COLUMN_COUNT),
        ('c-1,"가,1961-11-23,b,부평구,,,,true', None, RowFault.UNREADABLE_ROW),
        (",가,1961-11-23,b,부평구,,,,true", "citizen_id", RowFault.VALUE_MISSING),
        ("c 1,가,1961-11-23,b,부평구,,,,true", "citizen_id", RowFault.VALUE_INVALID),
        ("=1+1,가,1961-11-23,b,부평구,,,,true", "citizen_id", RowFault.VALUE_INVALID),
        ("610101-1234567,가,1961-11-23,b,부평구,,,,true", "citizen_id", RowFault.RESIDENT_NUMBER),
        ("6101011234567,가,1961-11-23,b,부평구,,,,true", "citizen_id", RowFault.RESIDENT_NUMBER),
        ("c-1,,1961-11-23,b,부평구,,,,true", "name", RowFault.VALUE_MISSING),
        ("c-1,가\u202e나,1961-11-23,b,부평구,,,,true", "name", RowFault.VALUE_INVALID),
        ("c-1,가\u200b나,1961-11-23,b,부평구,,,,true", "name", RowFault.VALUE_INVALID),
        ("c-1,가\x00나,1961-11-23,b,부평구,,,,true", "name", RowFault.VALUE_INVALID),
        (f"c-1,{'가' * 101},1961-11-23,b,부평구,,,,true", "name", RowFault.VALUE_INVALID),
        ("c-1,가,1961-2-3,b,부평구,,,,true", "birthdate", RowFault.VALUE_INVALID),
        ("c-1,가,1961-02-30,b,부평구,,,,true", "birthdate", RowFault.VALUE_INVALID),
        ("c-1,가,19610203,b,부평구,,,,true", "birthdate", RowFault.VALUE_INVALID),
        ("c-1,가,1789-07-14,b,부평구,,,,true", "birthdate", RowFault.VALUE_INVALID),
        ("c-1,가,2026-11-24,b,부평구,,,,true", "birthdate", RowFault.BIRTHDATE_IN_FUTURE),
        ("c-1,가,1961-11-23,B!,부평구,,,,true", "district_id", RowFault.VALUE_INVALID),
        ("c-1,가,1961-11-23,b,,,,,true", "district_name", RowFault.VALUE_MISSING),
        ("c-1,가,1961-11-23,b,부평구,x,,,true", "district_code", RowFault.VALUE_INVALID),
        ("c-1,가,1961-11-23,b,부평구,,,,maybe", "incheon_resident", RowFault.VALUE_INVALID),
        ("c-1,가,1961-11-23,b,부평구,,,,", "incheon_resident", RowFault.VALUE_MISSING),
    ],
)
def test_a_bad_row_is_refused_with_column_and_fault_and_without_its_value(
    row: str, column: str | None, fault: RowFault
) -> None:
    assert read_row(row) == RowRefused(row=2, column=column, fault=fault)


def test_a_bad_row_stops_no_other() -> None:
    rows, _ = read(f'{HEADER}\n"open\n{ROW}\nx\n\n{ROW}\n'.encode())
    assert [type(row) for row in rows] == [RowRefused, RowRead, RowRefused, RowRead]
    assert [row.row for row in rows] == [2, 3, 4, 6]


def test_a_line_that_its_encoding_does_not_know_is_refused_alone() -> None:
    content = f"{HEADER}\n{ROW}\n".encode() + b"c-2,\xff\xfe,1961-11-23,b,x,,,,true\n" + f"{ROW}\n".encode()
    rows, _ = read(content)
    assert [type(row) for row in rows] == [RowRead, RowRefused, RowRead]
    assert rows[1] == RowRefused(row=3, column=None, fault=RowFault.UNREADABLE_TEXT)


@pytest.mark.parametrize("piece", [100, 10**9])
def test_an_endless_line_is_refused_once_and_the_next_is_read(piece: int) -> None:
    long = "x" * (3 * MAX_LINE_BYTES)
    rows, _ = read(f"{HEADER}\n{long}\n{ROW}\n".encode(), piece=piece)
    assert [type(row) for row in rows] == [RowRefused, RowRead]
    assert rows[0] == RowRefused(row=2, column=None, fault=RowFault.LINE_TOO_LONG)


def test_a_name_is_composed_so_that_it_compares_equal() -> None:
    found = read_row(unicodedata.normalize("NFD", ROW))
    assert isinstance(found, RowRead)
    assert found.citizen == CITIZEN


@pytest.mark.parametrize("content", [b"", b"\n", b"\xff\xff\n", b"x" * 10_000, HEADER[:20].encode(), b'"\n'])
def test_a_file_without_its_header_is_refused(content: bytes) -> None:
    with pytest.raises(RegisterFileInvalid):
        read(content)


@given(content=st.binary(max_size=400), piece=st.integers(1, 50))
def test_no_bytes_make_the_reader_fail(content: bytes, piece: int) -> None:
    rows, _ = read(HEADER.encode() + b"\n" + content, piece=piece)
    assert all(isinstance(row, RowRefused) for row in rows)
