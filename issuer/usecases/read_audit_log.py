"""An auditor reads the audit log."""

from dataclasses import dataclass

from issuer.domain.audit import AuditEntry
from issuer.ports import UnitsOfWork

PAGE_ENTRIES = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadAuditLog:
    """Give the log in pages, newest first."""

    units: UnitsOfWork

    async def __call__(self, *, before: int | None) -> list[AuditEntry]:
        """The newest entries, or the newest of those with a smaller number than `before`.

        Raises:
            AuditLogUnreadable: one of them is not what we write.
        """
        async with self.units.reading() as records:
            return await records.audit.before(before, limit=PAGE_ENTRIES)
