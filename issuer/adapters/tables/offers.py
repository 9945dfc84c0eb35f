"""Offers and the tokens handed out for them; codes and tokens are kept as digests."""

from datetime import datetime

from sqlmodel import Field

from citywallet.storage.columns import UtcDateTime
from issuer.adapters.tables.issuer_row import DIGEST, IssuerRow


class OfferRow(IssuerRow, table=True):
    """An offer in its state."""

    __tablename__ = "offers"

    id: str = Field(primary_key=True, max_length=64)
    reference_digest: bytes = Field(unique=True, sa_type=DIGEST)
    code_digest: bytes = Field(unique=True, sa_type=DIGEST)
    type_id: str = Field(max_length=64)
    citizen_id: str = Field(foreign_key="citizens.citizen_id", max_length=64)
    tx_code_digest: bytes | None = Field(default=None, sa_type=DIGEST)
    state: str = Field(max_length=20)
    wrong_tx_codes: int
    token_id: str | None = Field(default=None, max_length=64)
    created_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime)


class AccessTokenRow(IssuerRow, table=True):
    """An access token that was handed out for an offer."""

    __tablename__ = "access_tokens"

    id: str = Field(primary_key=True, max_length=64)
    token_digest: bytes = Field(unique=True, sa_type=DIGEST)
    offer_id: str = Field(foreign_key="offers.id", unique=True, max_length=64)
    type_id: str = Field(max_length=64)
    citizen_id: str = Field(foreign_key="citizens.citizen_id", max_length=64)
    credential_identifier: str | None = Field(default=None, max_length=100)
    issued_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime)
    revoked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
