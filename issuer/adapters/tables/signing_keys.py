"""Signing keys that were in use."""

from datetime import datetime

from sqlmodel import Field

from citywallet.storage.columns import UtcDateTime
from issuer.adapters.tables.issuer_row import DIGEST, IssuerRow


class SigningKeyRow(IssuerRow, table=True):
    """A key that the public directory showed, by its thumbprint."""

    __tablename__ = "signing_keys"

    thumbprint: bytes = Field(primary_key=True, sa_type=DIGEST)
    purpose: str = Field(max_length=20)
    activated_at: datetime = Field(sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
