"""Authorizations and the tokens that belong to them; codes and tokens are kept as digests."""

from datetime import datetime
from typing import Any

from sqlalchemy import Text, UniqueConstraint
from sqlmodel import Field

from citywallet.storage.columns import JsonText, UtcDateTime
from issuer.adapters.tables.issuer_row import DIGEST, IssuerRow


class AuthorizationRow(IssuerRow, table=True):
    """What a client may fetch for a citizen."""

    __tablename__ = "authorizations"

    id: str = Field(primary_key=True, max_length=64)
    # The database itself refuses a second authorization for one code.
    code_digest: bytes = Field(unique=True, sa_type=DIGEST)
    citizen_id: str = Field(foreign_key="citizens.citizen_id", index=True, max_length=64)
    client_id: str | None = Field(default=None, sa_type=Text)
    instance_thumbprint: bytes | None = Field(default=None, index=True, sa_type=DIGEST)
    credentials: list[dict[str, Any]] = Field(sa_type=JsonText)
    dpop_thumbprint: bytes | None = Field(default=None, index=True, sa_type=DIGEST)
    is_offered: bool
    granted_at: datetime = Field(sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class RefreshTokenRow(IssuerRow, table=True):
    """A refresh token that was handed out; of an authorization's the one with the highest number counts."""

    __tablename__ = "refresh_tokens"
    __table_args__ = (UniqueConstraint("authorization_id", "number"),)

    token_digest: bytes = Field(primary_key=True, sa_type=DIGEST)
    authorization_id: str = Field(foreign_key="authorizations.id", max_length=64)
    number: int
    expires_at: datetime = Field(sa_type=UtcDateTime)
    used_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class AccessTokenRow(IssuerRow, table=True):
    """An access token that was handed out."""

    __tablename__ = "access_tokens"

    token_digest: bytes = Field(primary_key=True, sa_type=DIGEST)
    authorization_id: str = Field(foreign_key="authorizations.id", index=True, max_length=64)
    issued_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime)
