"""Credentials that citizens are asked to show; whoever has a copy of the table can answer for nobody."""

from datetime import datetime

from sqlmodel import Field

from citywallet.storage.columns import UtcDateTime
from issuer.adapters.tables.issuer_row import DIGEST, IssuerRow


class IdentityPresentationRow(IssuerRow, table=True):
    """One credential asked for. With `code_digest` it is answered: shown by a citizen, or declined."""

    __tablename__ = "identity_presentations"

    id: str = Field(primary_key=True, max_length=64)
    source: str = Field(max_length=64)
    request_id: str = Field(unique=True, max_length=64)
    response_id: str = Field(unique=True, max_length=64)
    nonce: str = Field(max_length=64)
    state: str = Field(max_length=64)
    asked_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime = Field(index=True, sa_type=UtcDateTime)
    citizen_id: str | None = Field(default=None, max_length=200)
    code_digest: bytes | None = Field(default=None, sa_type=DIGEST)
