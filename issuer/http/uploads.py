"""Receiving a table that an officer, or a department's system, uploads."""

import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import Request

from citywallet.runtime.http import RequestMediaTypeWrong
from issuer.http.acts import acts_of
from issuer.ports import TableFile

_MEDIA_TYPES = ("text/csv", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
_IN_MEMORY_BYTES = 4 * 1024 * 1024

# The body of an upload, for the OpenAPI document.
TABLE_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            media_type: {"schema": {"type": "string", "format": "binary"}} for media_type in _MEDIA_TYPES
        },
    }
}


@asynccontextmanager
async def uploaded_table(request: Request) -> AsyncIterator[TableFile]:
    """The table in the body of a request: CSV in UTF-8 or CP949, or a workbook.

    Received whole before it is read: a slow database must not look like a slow sender.

    Raises:
        RequestMediaTypeWrong: the body is said to be something else.
    """
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type not in _MEDIA_TYPES:
        raise RequestMediaTypeWrong()
    with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY_BYTES) as file:
        async for piece in request.stream():
            file.write(piece)
        file.seek(0)
        yield acts_of(request).open_table(file)
