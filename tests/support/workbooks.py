"""Workbooks as officers, and others, make them."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from typing import Any

from openpyxl import Workbook

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def a_workbook(rows: Sequence[Sequence[Any]]) -> bytes:
    """A workbook with these rows on its only sheet; a text that begins with = is a formula."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for row in rows:
        sheet.append(list(row))
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def with_parts(workbook: bytes, changes: Mapping[str, bytes]) -> bytes:
    """The same workbook with some of its parts replaced, or added."""
    content = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook)) as old,
        zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            if name not in changes:
                new.writestr(name, old.read(name))
        for name, part in changes.items():
            new.writestr(name, part)
    return content.getvalue()


def part_of(workbook: bytes, name: str) -> bytes:
    """One part of a workbook, unpacked."""
    with zipfile.ZipFile(io.BytesIO(workbook)) as archive:
        return archive.read(name)
