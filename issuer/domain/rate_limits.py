"""How often something may happen within an hour: all at once, then evenly as time passes.

Of each subject one moment is remembered: when it will have recovered and may do everything again. Each time
counted moves that moment on by its share of the hour (the generic cell rate algorithm).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from issuer.domain.errors import RateExceeded

_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class RateLimit:
    """So many within an hour, at least one."""

    per_hour: int


def recovery_after(recovered_at: datetime, limit: RateLimit, *, count: int, now: datetime) -> datetime:
    """When a subject that recovers at `recovered_at` will have recovered, if `count` more are counted now.

    A moment more than an hour ahead was written by a clock that has been set back; it shuts nobody out.

    Raises:
        RateExceeded: that is too many.
    """
    counted_from = recovered_at if now < recovered_at <= now + _HOUR else now
    recovery = counted_from + count * (_HOUR // limit.per_hour)
    if recovery - now > _HOUR:
        raise RateExceeded()
    return recovery
