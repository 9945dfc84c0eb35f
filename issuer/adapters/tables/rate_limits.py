"""How often something happened lately."""

from datetime import datetime

from sqlmodel import Field

from citywallet.storage.columns import UtcDateTime
from issuer.adapters.tables.issuer_row import IssuerRow


class RateLimitRow(IssuerRow, table=True):
    """When an address or auditor may do again all that the limit allows; dropped after that."""

    __tablename__ = "rate_limits"

    subject: str = Field(primary_key=True, max_length=100)
    recovered_at: datetime = Field(index=True, sa_type=UtcDateTime)
