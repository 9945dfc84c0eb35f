"""What one person asked for and another is to confirm."""

from datetime import datetime
from typing import Any

from sqlmodel import Field

from citywallet.storage.columns import JsonText, UtcDateTime
from issuer.adapters.tables.issuer_row import IssuerRow


class ApprovalRow(IssuerRow, table=True):
    """A revocation that takes two people; one whose time is over stays `waiting` here."""

    __tablename__ = "approvals"

    number: int | None = Field(default=None, primary_key=True)
    id: str = Field(unique=True, max_length=64)
    scope: str = Field(max_length=20)
    named: list[Any] = Field(sa_type=JsonText)
    credentials: int
    reason: str = Field(max_length=500)
    asked_by: str = Field(index=True, max_length=100)
    asking_person: str | None = Field(default=None, max_length=64)
    asked_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime)
    state: str = Field(max_length=20)
    decided_by: str | None = Field(default=None, max_length=64)
    decided_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
