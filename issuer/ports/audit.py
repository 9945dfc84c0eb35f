"""The audit log."""

from collections.abc import Collection
from datetime import datetime
from typing import Protocol

from issuer.domain.audit import AuditEntry, AuditHead


class AuditRecords(Protocol):
    """The entries of the audit log, and where it has come to.

    Reading raises `AuditLogUnreadable` where an entry is not what we write.
    """

    async def head(self) -> AuditHead:
        """The newest number and digest; in a unit that writes nobody else appends before it ends."""
        ...

    async def append(self, entry: AuditEntry) -> None:
        """Record an entry that follows on the head."""
        ...

    async def after(self, number: int, *, limit: int) -> list[AuditEntry]:
        """The first entries with a greater number, in order."""
        ...

    async def before(self, number: int | None, *, limit: int) -> list[AuditEntry]:
        """The newest entries with a smaller number, newest first; None for the newest of all."""
        ...

    async def count(self, *, actor: str, acts: Collection[str], since: datetime) -> int:
        """How often an actor did one of some acts from `since` on."""
        ...
