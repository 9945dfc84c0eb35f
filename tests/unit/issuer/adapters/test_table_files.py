"""Uploaded tables: CSV and workbooks give the same rows; of a workbook nothing is evaluated or believed."""

import io
from collections.abc import Sequence
from datetime import date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from issuer.adapters.table_files import open_table
from issuer.adapters.workbooks import WorkbookFile, WorkbookLimits
from issuer.domain.errors import TableFileInvalid, TableFileTooLarge
from issuer.domain.file_rows import FileRow, RowFault, RowRefused
from issuer.ports import TableFile
from tests.support.workbooks import a_workbook, part_of, with_parts

HEADER = ("citizen_id", "name", "note")
SHEET = "xl/worksheets/sheet1.xml"
STRINGS = "xl/sharedStrings.xml"


async def all_rows(table: TableFile, required: Sequence[str] = ("citizen_id",)) -> list[FileRow | RowRefused]:
    return [row async for portion in table.rows(required=required) for row in portion]


def limited(content: bytes, limits: WorkbookLimits) -> WorkbookFile:
    return WorkbookFile(io.BytesIO(content), limits=limits)


@pytest.mark.threat(96)
@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        ("citizen_id,name,note\nc-1,황보샛별,\nc-2,가,나\n".encode("utf-8-sig"), "utf-8"),
        ("citizen_id,name,note\nc-1,황보샛별,\nc-2,가,나\n".encode("cp949"), "cp949"),
        (a_workbook([HEADER, ("c-1", "황보샛별", None), ("c-2", "가", "나")]), "xlsx"),
    ],
)
async def test_a_table_gives_the_same_rows_in_every_form(content: bytes, encoding: str) -> None:
    table = open_table(io.BytesIO(content))
    assert await all_rows(table) == [
        FileRow(row=2, values={"citizen_id": "c-1", "name": "황보샛별", "note": ""}),
        FileRow(row=3, values={"citizen_id": "c-2", "name": "가", "note": "나"}),
    ]
    assert table.encoding == encoding


async def test_a_cell_is_read_as_csv_would_write_it() -> None:
    cells = (7, 7.0, 7.5, True, date(1961, 11, 23), datetime.combine(date(1961, 11, 23), time()), " a ", None)
    names = tuple(f"n{number}" for number in range(len(cells)))
    (row,) = await all_rows(open_table(io.BytesIO(a_workbook([names, cells]))), required=names)
    assert isinstance(row, FileRow)
    assert list(row.values.values()) == ["7", "7", "7.5", "true", "1961-11-23", "1961-11-23", "a", ""]


@pytest.mark.threat(96)
async def test_a_formula_is_an_empty_cell_whatever_it_would_give() -> None:
    book = a_workbook([HEADER, ("c-1", '=HYPERLINK("http://evil.example","x")', "=1+1")])
    sheet = part_of(book, SHEET).replace(b"<v />", b"<v>stored</v>").replace(b"<v></v>", b"<v>stored</v>")
    rows = await all_rows(open_table(io.BytesIO(with_parts(book, {SHEET: sheet}))))
    assert rows == [FileRow(row=2, values={"citizen_id": "c-1", "name": "", "note": ""})]


async def test_empty_rows_are_left_out_and_the_others_keep_their_numbers() -> None:
    rows = await all_rows(open_table(io.BytesIO(a_workbook([HEADER, (), ("c-1",), (None, ""), ("c-2",)]))))
    assert [row.row for row in rows] == [3, 5]


async def test_rows_may_be_more_than_one_portion() -> None:
    rows = await all_rows(open_table(io.BytesIO(a_workbook([HEADER, *[(f"c-{n}",) for n in range(1_200)]]))))
    assert len(rows) == 1_200


async def test_a_cell_that_is_too_long_is_refused_with_its_column() -> None:
    rows = await all_rows(open_table(io.BytesIO(a_workbook([HEADER, ("c-1", "x" * 1_001), ("c-2", "가")]))))
    assert rows[0] == RowRefused(row=2, column="name", fault=RowFault.VALUE_INVALID)
    assert isinstance(rows[1], FileRow)


@pytest.mark.parametrize(
    "content", [a_workbook([]), a_workbook([("name",)]), a_workbook([HEADER, *[HEADER[:2]]])]
)
async def test_a_workbook_without_the_columns_is_refused(content: bytes) -> None:
    with pytest.raises(TableFileInvalid):
        await all_rows(open_table(io.BytesIO(content)), required=("citizen_id", "hours"))


async def test_a_column_twice_is_refused() -> None:
    with pytest.raises(TableFileInvalid, match="repeated"):
        await all_rows(open_table(io.BytesIO(a_workbook([("citizen_id", "citizen_id")]))))


@pytest.mark.threat(97)
async def test_a_workbook_with_entities_is_refused() -> None:
    bomb = b'<?xml version="1.0"?><!DOCTYPE s [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><sst>&b;</sst>'
    book = with_parts(a_workbook([HEADER]), {STRINGS: bomb})
    with pytest.raises(TableFileInvalid, match="document type"):
        await all_rows(open_table(io.BytesIO(book)))


@pytest.mark.threat(97)
async def test_a_workbook_that_unpacks_to_too_much_is_refused_unread() -> None:
    bomb = with_parts(a_workbook([HEADER]), {"xl/media/zeros": bytes(2_000_000)})
    assert len(bomb) < 20_000
    with pytest.raises(TableFileTooLarge, match="bytes"):
        await all_rows(limited(bomb, WorkbookLimits(unpacked_bytes=1_000_000)))


@pytest.mark.threat(97)
async def test_too_many_rows_and_too_many_parts_are_refused() -> None:
    book = a_workbook([HEADER, ("c-1",), ("c-2",), ("c-3",)])
    with pytest.raises(TableFileTooLarge, match="rows"):
        await all_rows(limited(book, WorkbookLimits(rows=3)))
    with pytest.raises(TableFileTooLarge, match="parts"):
        await all_rows(limited(book, WorkbookLimits(parts=3)))


@pytest.mark.threat(97)
async def test_a_row_number_without_end_ends_at_the_limit() -> None:
    book = a_workbook([HEADER, ("c-1",)])
    sheet = (
        part_of(book, SHEET)
        .replace(b'<row r="2"', b'<row r="999999999"')
        .replace(b'r="A2"', b'r="A999999999"')
    )
    with pytest.raises(TableFileTooLarge):
        await all_rows(limited(with_parts(book, {SHEET: sheet}), WorkbookLimits(rows=1_000)))


@pytest.mark.parametrize("part", [SHEET, "xl/workbook.xml", "[Content_Types].xml"])
async def test_a_damaged_workbook_is_refused(part: str) -> None:
    book = with_parts(a_workbook([HEADER, ("c-1",)]), {part: b"<x><y></x>"})
    with pytest.raises(TableFileInvalid):
        await all_rows(open_table(io.BytesIO(book)))


@given(at=st.integers(0, 6_000), byte=st.integers(0, 255))
async def test_no_changed_byte_makes_the_reader_fail(at: int, byte: int) -> None:
    book = bytearray(a_workbook([HEADER, ("c-1", "가", "나")]))
    book[at % len(book)] = byte
    try:
        rows = await all_rows(open_table(io.BytesIO(bytes(book))))
    except (TableFileInvalid, TableFileTooLarge):
        return
    assert all(isinstance(row, FileRow | RowRefused) for row in rows)
