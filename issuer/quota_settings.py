"""How much one caller may do in the office within an hour, as the environment says it."""

from pydantic import BaseModel, ConfigDict, Field

from issuer.domain.quotas import Quota
from issuer.domain.rate_limits import RateLimit


class QuotaSettings(BaseModel):
    """Limits for an hour; a bulk job counts all its rows when it is started, so let the largest one fit."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    offers: int = Field(ge=1)
    reveals: int = Field(ge=1)
    changes: int = Field(ge=1)
    bulk_rows: int = Field(ge=1)

    @property
    def limits(self) -> dict[Quota, RateLimit]:
        """As the domain knows them."""
        return {
            Quota.OFFERS: RateLimit(per_hour=self.offers),
            Quota.REVEALS: RateLimit(per_hour=self.reveals),
            Quota.CHANGES: RateLimit(per_hour=self.changes),
            Quota.BULK_ROWS: RateLimit(per_hour=self.bulk_rows),
        }


# Three times what a busy counter does, and what a department's system does on its busiest day.
STAFF_QUOTAS = QuotaSettings(offers=120, reveals=120, changes=120, bulk_rows=100_000)
CLIENT_QUOTAS = QuotaSettings(offers=20_000, reveals=1_000, changes=5_000, bulk_rows=400_000)
