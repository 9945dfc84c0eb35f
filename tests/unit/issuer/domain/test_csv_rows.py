"""Reading CSV files: encodings, pieces of any size, and rows that are judged alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from issuer.domain.csv_rows import MAX_LINE_BYTES, CsvReader
from issuer.domain.errors import TableFileInvalid
from issuer.domain.file_rows import FileRow, RowFault, RowRefused

HEADER = "citizen_id,name,note"
ROW = "c-1,황보샛별,십정동"
VALUES = {"citizen_id": "c-1", "name": "황보샛별", "note": "십정동"}


def read(content: bytes, *, piece: int = 10**9) -> tuple[list[FileRow | RowRefused], str]:
    reader = CsvReader(required=("citizen_id", "name"))
    rows = [row for at in range(0, len(content), piece) for row in reader.feed(content[at : at + piece])]
    return rows + list(reader.finish()), reader.encoding


@pytest.mark.threat(96)
@pytest.mark.parametrize(
    ("codec", "recognised"), [("utf-8", "utf-8"), ("utf-8-sig", "utf-8"), ("cp949", "cp949")]
)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_each_encoding_gives_the_same_row(codec: str, recognised: str, end: str) -> None:
    content = f"{HEADER}{end}{ROW}{end}".encode(codec)
    assert read(content) == ([FileRow(row=2, values=VALUES)], recognised)


@pytest.mark.threat(96)
@given(piece=st.integers(1, 60), codec=st.sampled_from(["utf-8", "utf-8-sig", "cp949"]))
def test_the_size_of_the_pieces_does_not_matter(piece: int, codec: str) -> None:
    content = f"{HEADER}\n{ROW}\n{ROW.replace('c-1', 'c-2')}".encode(codec)
    rows, _ = read(content, piece=piece)
    assert [row.values["citizen_id"] for row in rows if isinstance(row, FileRow)] == ["c-1", "c-2"]


def test_columns_may_come_in_any_order_with_others_between() -> None:
    rows, _ = read("note,name,extra,citizen_id\nx, 가나다 ,y,c-9\n".encode())
    assert rows == [FileRow(row=2, values={"note": "x", "name": "가나다", "extra": "y", "citizen_id": "c-9"})]


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ("c-1,가,x,extra", RowFault.WRONG_COLUMN_COUNT),
        ("c-1", RowFault.WRONG_COLUMN_COUNT),
        ('c-1,"가,x', RowFault.UNREADABLE_ROW),
        ("x" * (MAX_LINE_BYTES + 1), RowFault.LINE_TOO_LONG),
    ],
)
def test_a_row_that_cannot_be_read_is_refused(row: str, fault: RowFault) -> None:
    rows, _ = read(f"{HEADER}\n{row}\n".encode())
    assert rows == [RowRefused(row=2, column=None, fault=fault)]


def test_a_bad_row_stops_no_other() -> None:
    rows, _ = read(f'{HEADER}\n"open\n{ROW}\nx\n\n{ROW}\n'.encode())
    assert [type(row) for row in rows] == [RowRefused, FileRow, RowRefused, FileRow]
    assert [row.row for row in rows] == [2, 3, 4, 6]


def test_a_line_that_its_encoding_does_not_know_is_refused_alone() -> None:
    content = f"{HEADER}\n{ROW}\n".encode() + b"c-2,\xff\xfe,x\n" + f"{ROW}\n".encode()
    rows, _ = read(content)
    assert [type(row) for row in rows] == [FileRow, RowRefused, FileRow]
    assert rows[1] == RowRefused(row=3, column=None, fault=RowFault.UNREADABLE_TEXT)


@pytest.mark.parametrize("piece", [100, 10**9])
def test_an_endless_line_is_refused_once_and_the_next_is_read(piece: int) -> None:
    long = "x" * (3 * MAX_LINE_BYTES)
    rows, _ = read(f"{HEADER}\n{long}\n{ROW}\n".encode(), piece=piece)
    assert [type(row) for row in rows] == [RowRefused, FileRow]
    assert rows[0] == RowRefused(row=2, column=None, fault=RowFault.LINE_TOO_LONG)


@pytest.mark.parametrize(
    "content",
    [b"", b"\n", b"\xff\xff\n", b"x" * 10_000, HEADER[:10].encode(), b'"\n', b"citizen_id,name,name\n"],
)
def test_a_file_without_its_header_is_refused(content: bytes) -> None:
    with pytest.raises(TableFileInvalid):
        read(content)


@given(content=st.binary(max_size=400), piece=st.integers(1, 50))
def test_no_bytes_make_the_reader_fail(content: bytes, piece: int) -> None:
    rows, _ = read(HEADER.encode() + b"\n" + content, piece=piece)
    assert all(isinstance(row, RowRefused | FileRow) for row in rows)
