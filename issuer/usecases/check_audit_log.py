"""An auditor has the whole audit log computed again."""

import asyncio
from dataclasses import dataclass

from issuer.domain.audit import EMPTY_LOG, AuditHead, first_broken
from issuer.domain.errors import AuditLogUnreadable
from issuer.ports import Records, UnitsOfWork

BATCH_ENTRIES = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditLogChecked:
    """Where the log came to; `first_broken` is the number from which on it proves nothing, None if whole."""

    newest: AuditHead
    first_broken: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckAuditLog:
    """Follow the chain from its first entry, a batch at a time, and hold its end against the head."""

    units: UnitsOfWork

    async def __call__(self) -> AuditLogChecked:
        """Find the first entry that does not follow on the one before."""
        async with self.units.reading() as records:
            try:
                return await _follow(records)
            except AuditLogUnreadable as unreadable:
                return AuditLogChecked(newest=EMPTY_LOG, first_broken=max(1, unreadable.number))


async def _follow(records: Records) -> AuditLogChecked:
    reached, recorded = EMPTY_LOG, await records.audit.head()
    while entries := await records.audit.after(reached.number, limit=BATCH_ENTRIES):
        broken = first_broken(reached, entries)
        if broken is not None:
            return AuditLogChecked(newest=recorded, first_broken=broken)
        reached = entries[-1].head
        # Whoever waits for something else comes in between.
        await asyncio.sleep(0)
    broken = None if reached == recorded else reached.number + 1
    return AuditLogChecked(newest=recorded, first_broken=broken)
