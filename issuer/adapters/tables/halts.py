"""Halts of all issuing."""

from datetime import datetime

from sqlmodel import Field

from citywallet.storage.columns import UtcDateTime
from issuer.adapters.tables.issuer_row import IssuerRow


class HaltRow(IssuerRow, table=True):
    """A halt; `ended_at` is NULL while it lasts."""

    __tablename__ = "halts"

    id: str = Field(primary_key=True, max_length=64)
    begun_by: str = Field(max_length=100)
    begun_at: datetime = Field(sa_type=UtcDateTime)
    reason: str = Field(max_length=500)
    ended_by: str | None = Field(default=None, max_length=64)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
