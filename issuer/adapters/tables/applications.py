"""Applications, with the public keys that were proven for them."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index
from sqlmodel import Field

from citywallet.storage.columns import JsonText, UtcDateTime
from issuer.adapters.tables.issuer_row import DIGEST, IssuerRow


class ApplicationRow(IssuerRow, table=True):
    """What a citizen applied for; the later has the greater number."""

    __tablename__ = "applications"
    __table_args__ = (
        Index("applications_queue", "state", "number"),
        Index("applications_of_authorization", "authorization_id", "configuration_id"),
    )

    number: int | None = Field(default=None, primary_key=True)
    id: str = Field(unique=True, max_length=64)
    transaction_id: str = Field(unique=True, max_length=64)
    authorization_id: str = Field(foreign_key="authorizations.id", max_length=64)
    citizen_id: str = Field(foreign_key="citizens.citizen_id", index=True, max_length=64)
    configuration_id: str = Field(max_length=100)
    request_digest: bytes = Field(sa_type=DIGEST)
    holder_keys: list[dict[str, Any]] = Field(sa_type=JsonText)
    submitted_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime)
    state: str = Field(max_length=20)
    decided_by: str | None = Field(default=None, max_length=200)
    decided_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    reason: dict[str, Any] | None = Field(default=None, sa_type=JsonText)
    issuance_id: str | None = Field(default=None, foreign_key="issuances.id", max_length=64)
