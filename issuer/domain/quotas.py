"""Quotas: how much one person or one system may do in the office within an hour, whatever else it may."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from issuer.domain.callers import Caller, StaffCaller
from issuer.domain.errors import IssuerError
from issuer.domain.rate_limits import RateLimit


class QuotaReached(IssuerError):
    """Raised when a caller has done something so often within an hour that the rest must wait."""

    code = "quota_reached"
    public = "You have done this too often within an hour. Please go on later, or ask a colleague."


class Quota(StrEnum):
    """What is counted."""

    OFFERS = "offers"
    REVEALS = "reveals"
    CHANGES = "changes"  # of cards: suspended, resumed, revoked; what two people revoke is not counted
    BULK_ROWS = "bulk-rows"


@dataclass(frozen=True, slots=True, kw_only=True)
class Quotas:
    """The limits of each person, and of each department's system."""

    of_person: Mapping[Quota, RateLimit]
    of_system: Mapping[Quota, RateLimit]

    def limit(self, quota: Quota, caller: Caller) -> RateLimit:
        """How much of it the caller may do."""
        limits = self.of_person if isinstance(caller, StaffCaller) else self.of_system
        return limits[quota]
