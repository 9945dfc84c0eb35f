"""The register."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from issuer.domain.citizens import Citizen
from issuer.domain.identifiers import CitizenId, ImportId


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredRows:
    """What became of rows of a register file; `repeated` were already in this import and are not stored."""

    new: int
    changed: int
    unchanged: int
    repeated: frozenset[CitizenId]


class CitizenRecords(Protocol):
    """The register."""

    async def find(self, citizen_id: CitizenId) -> Citizen | None:
        """The citizen, or None."""
        ...

    async def find_each(self, citizen_ids: Sequence[CitizenId]) -> list[Citizen]:
        """Those of the citizens whom the register has, in any order."""
        ...

    async def first(self, limit: int) -> list[Citizen]:
        """The first `limit` citizens by identifier."""
        ...

    async def store(self, rows: Sequence[Citizen], *, import_id: ImportId, now: datetime) -> StoredRows:
        """Store rows of one import, each citizen once; the identifiers within `rows` differ."""
        ...
