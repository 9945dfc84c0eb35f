"""Answered credential requests, and what wallets reported of them."""

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from citywallet.storage.columns import UtcDateTime
from issuer.adapters.tables.issuer_row import DIGEST, IssuerRow


class IssuanceRow(IssuerRow, table=True):
    """A request that was answered with credentials."""

    __tablename__ = "issuances"
    # The same request, sent again, must find what it was answered with.
    __table_args__ = (UniqueConstraint("authorization_id", "request_digest"),)

    id: str = Field(primary_key=True, max_length=64)
    authorization_id: str = Field(foreign_key="authorizations.id", max_length=64)
    configuration_id: str = Field(max_length=100)
    request_digest: bytes = Field(sa_type=DIGEST)
    issued_at: datetime = Field(sa_type=UtcDateTime)


class NotificationRow(IssuerRow, table=True):
    """An event that a wallet reported."""

    __tablename__ = "notifications"

    issuance_id: str = Field(primary_key=True, foreign_key="issuances.id", max_length=64)
    event: str = Field(primary_key=True, max_length=30)
    description: str | None = Field(default=None, max_length=1_000)
    received_at: datetime = Field(sa_type=UtcDateTime)
