"""The table of the audit log."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from citywallet.storage.rows import table_of
from issuer.adapters.tables import AuditEntryRow, AuditHeadRow
from issuer.domain.audit import (
    AuditEntry,
    AuditEvent,
    AuditHead,
    parse_time,
    serialize_time,
)
from issuer.domain.callers import Actor
from issuer.domain.errors import AuditLogUnreadable

_entries = table_of(AuditEntryRow)
_head = table_of(AuditHeadRow)


class SqlAuditRecords:
    """The audit log in the issuer's database."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def head(self) -> AuditHead:
        """The newest number and digest; in a unit that writes nobody else appends before it ends."""
        # SQLite knows one writer at a time and no such lock; elsewhere it lets the next one wait.
        found = (await self._connection.execute(select(_head).with_for_update())).first()
        if found is None:
            raise AuditLogUnreadable(0)
        return AuditHead(number=found.number, digest=found.digest)

    async def append(self, entry: AuditEntry) -> None:
        """Record an entry that follows on the head."""
        event = entry.event
        values = {
            "number": entry.number,
            "at": serialize_time(event.at),
            "actor": event.actor.name,
            "role": event.actor.role,
            "act": event.act,
            "subject": event.subject,
            "reason": event.reason,
            "digest": entry.digest,
        }
        await self._connection.execute(insert(_entries).values(**values))
        await self._connection.execute(update(_head).values(number=entry.number, digest=entry.digest))

    async def after(self, number: int, *, limit: int) -> list[AuditEntry]:
        """The first entries with a greater number, in order."""
        following = select(_entries).where(_entries.c.number > number).order_by(_entries.c.number)
        return await self._read(following.limit(limit))

    async def before(self, number: int | None, *, limit: int) -> list[AuditEntry]:
        """The newest entries with a smaller number, newest first; None for the newest of all."""
        newest = select(_entries).order_by(_entries.c.number.desc()).limit(limit)
        return await self._read(newest if number is None else newest.where(_entries.c.number < number))

    async def count(self, *, actor: str, acts: Collection[str], since: datetime) -> int:
        """How often an actor did one of some acts from `since` on."""
        query = (
            select(func.count())
            .select_from(_entries)
            .where(
                _entries.c.actor == actor,
                _entries.c.act.in_(acts),
                _entries.c.at >= serialize_time(since),
            )
        )
        return (await self._connection.execute(query)).scalar_one()

    async def _read(self, query: Select[Any]) -> list[AuditEntry]:
        return [audit_entry_of(row) for row in await self._connection.execute(query)]


def audit_entry_of(row: Row[Any] | AuditEntryRow) -> AuditEntry:
    """What a row says.

    Raises:
        AuditLogUnreadable: it is not what we write.
    """
    try:
        at = parse_time(row.at)
    except (TypeError, ValueError) as error:
        raise AuditLogUnreadable(row.number) from error
    if not all(
        isinstance(text, str | None) for text in (row.actor, row.role, row.act, row.subject, row.reason)
    ):
        raise AuditLogUnreadable(row.number)
    event = AuditEvent(
        at=at,
        actor=Actor(name=row.actor, role=row.role),
        act=row.act,
        subject=row.subject,
        reason=row.reason,
    )
    return AuditEntry(number=row.number, event=event, digest=row.digest)
