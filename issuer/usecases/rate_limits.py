"""Counting what may not happen too often, within the unit of work in which it happens."""

from datetime import datetime

from issuer.domain.rate_limits import RateLimit, recovery_after
from issuer.ports import Records


async def require_room(records: Records, subject: str, limit: RateLimit, *, now: datetime) -> None:
    """Make sure that one more would fit, and that nobody takes the place within this unit of work.

    Raises:
        RateExceeded: one more is too many.
    """
    recovery_after(await records.rate_limits.recovery_of(subject, now=now), limit, count=1, now=now)


async def count_one(records: Records, subject: str, limit: RateLimit, *, now: datetime) -> None:
    """Count one more.

    Raises:
        RateExceeded: it is too many; it is not counted.
    """
    await count_some(records, subject, limit, count=1, now=now)


async def count_some(records: Records, subject: str, limit: RateLimit, *, count: int, now: datetime) -> None:
    """Count several at one time.

    Raises:
        RateExceeded: they are too many; none of them is counted.
    """
    recovered_at = await records.rate_limits.recovery_of(subject, now=now)
    recovery = recovery_after(recovered_at, limit, count=count, now=now)
    await records.rate_limits.save(subject, recovered_at=recovery)
