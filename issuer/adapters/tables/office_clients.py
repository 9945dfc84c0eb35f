"""Systems of departments; of their keys only digests are kept."""

from datetime import datetime
from typing import Any

from sqlmodel import Field

from citywallet.storage.columns import JsonText, UtcDateTime
from issuer.adapters.tables.issuer_row import DIGEST, IssuerRow


class OfficeClientRow(IssuerRow, table=True):
    """A department's system."""

    __tablename__ = "office_clients"

    id: str = Field(primary_key=True, max_length=64)
    name: str = Field(unique=True, max_length=64)
    key_digest: bytes = Field(unique=True, sa_type=DIGEST)
    scopes: list[Any] = Field(sa_type=JsonText)
    created_at: datetime = Field(sa_type=UtcDateTime)
    key_shown_to: str | None = Field(default=None, max_length=64)
    disabled_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
