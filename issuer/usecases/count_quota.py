"""Counting what a caller does in the office, within the unit of work that does it."""

from dataclasses import dataclass
from datetime import datetime

from citywallet.runtime.logging import get_logger
from issuer.domain.callers import Caller
from issuer.domain.errors import RateExceeded
from issuer.domain.quotas import Quota, QuotaReached, Quotas
from issuer.ports import Records
from issuer.usecases.rate_limits import count_some

_log = get_logger("office")


@dataclass(frozen=True, slots=True)
class CountQuota:
    """Count, or refuse; a refusal is told to whoever watches the log, since it may be an attack."""

    quotas: Quotas

    async def __call__(
        self, records: Records, quota: Quota, *, by: Caller, count: int = 1, now: datetime
    ) -> None:
        """Count `count` more of something.

        Raises:
            QuotaReached: it is too much for an hour; nothing is counted.
        """
        name = by.actor.name
        try:
            await count_some(records, f"{quota}:{name}", self.quotas.limit(quota, by), count=count, now=now)
        except RateExceeded as error:
            _log.warning("quota_reached", quota=quota.value, by=name)
            raise QuotaReached(quota) from error
