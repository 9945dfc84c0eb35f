"""Administrative acts leave an entry in the audit log, in the unit of work that does them."""

from datetime import datetime

from issuer.domain.audit import Act, AuditEvent, chain_event
from issuer.domain.callers import Actor
from issuer.ports import Records


async def record_act(
    records: Records, actor: Actor, act: Act, *, subject: str | None, reason: str | None = None, now: datetime
) -> int:
    """Append what is being done; it is kept if, and only if, the act is. The number of the entry."""
    event = AuditEvent(at=now, actor=actor, act=act, subject=subject, reason=reason)
    entry = chain_event(await records.audit.head(), event)
    await records.audit.append(entry)
    return entry.number
