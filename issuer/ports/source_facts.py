"""Facts that came in files."""

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from issuer.domain.facts import Facts
from issuer.domain.identifiers import CitizenId, ImportId, SourceName
from issuer.ports.citizens import StoredRows


class SourceFactRecords(Protocol):
    """Facts that came in files, by source and citizen."""

    async def store(
        self, source: SourceName, rows: Mapping[CitizenId, Facts], *, import_id: ImportId, now: datetime
    ) -> StoredRows:
        """Store rows of one import; what was known of those citizens before is replaced."""
        ...

    async def forget_others(self, source: SourceName, *, import_id: ImportId) -> int:
        """Forget everybody who was not in this import; how many they were."""
        ...
