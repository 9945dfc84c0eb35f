"""Offers; their codes are kept as digests."""

from datetime import datetime
from typing import Any

from sqlmodel import Field

from citywallet.storage.columns import JsonText, UtcDateTime
from issuer.adapters.tables.issuer_row import DIGEST, IssuerRow


class OfferRow(IssuerRow, table=True):
    """An offer in its state."""

    __tablename__ = "offers"

    id: str = Field(primary_key=True, max_length=64)
    reference_digest: bytes = Field(unique=True, sa_type=DIGEST)
    code_digest: bytes = Field(unique=True, sa_type=DIGEST)
    issuer_state_digest: bytes | None = Field(default=None, unique=True, sa_type=DIGEST)
    grants: list[str] = Field(sa_type=JsonText)
    configuration_ids: list[Any] = Field(sa_type=JsonText)
    citizen_id: str = Field(foreign_key="citizens.citizen_id", max_length=64)
    tx_code_digest: bytes | None = Field(default=None, sa_type=DIGEST)
    state: str = Field(max_length=20)
    wrong_tx_codes: int
    authorization_id: str | None = Field(default=None, foreign_key="authorizations.id", max_length=64)
    created_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime)
