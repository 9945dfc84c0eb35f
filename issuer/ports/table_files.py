"""Tables that somebody uploaded, whatever the form of their file."""

from collections.abc import AsyncIterator, Sequence
from typing import Protocol

from issuer.domain.file_rows import FileRow, RowRefused


class TableFile(Protocol):
    """One uploaded table, read once from its first row to its last."""

    @property
    def encoding(self) -> str:
        """How its texts were written, as far as it was read: `utf-8`, `cp949`, or `xlsx`."""
        ...

    def rows(self, *, required: Sequence[str]) -> AsyncIterator[Sequence[FileRow | RowRefused]]:
        """Its rows in portions; nothing of it is evaluated, and memory does not grow with their number.

        Raises:
            TableFileInvalid: no table, or a required column is missing.
            TableFileTooLarge: more rows, or unpacked bytes, than allowed.
        """
        ...
