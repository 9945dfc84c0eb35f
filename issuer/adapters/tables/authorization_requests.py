"""Authorization requests on their way; references, session secrets and codes are kept as digests."""

from datetime import datetime
from typing import Any

from sqlalchemy import Text
from sqlmodel import Field

from citywallet.storage.columns import JsonText, UtcDateTime
from issuer.adapters.tables.issuer_row import DIGEST, IssuerRow


class PushedRequestRow(IssuerRow, table=True):
    """A request that a wallet pushed."""

    __tablename__ = "pushed_requests"

    digest: bytes = Field(primary_key=True, sa_type=DIGEST)
    client_name: dict[str, str] = Field(sa_type=JsonText)
    request: dict[str, str] = Field(sa_type=JsonText)
    pushed_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime = Field(index=True, sa_type=UtcDateTime)
    spent_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class AuthorizationSessionRow(IssuerRow, table=True):
    """A citizen's visit to the issuer's pages, in its state."""

    __tablename__ = "authorization_sessions"

    id: str = Field(primary_key=True, max_length=64)
    secret_digest: bytes = Field(unique=True, sa_type=DIGEST)
    client_name: dict[str, str] = Field(sa_type=JsonText)
    request: dict[str, str] = Field(sa_type=JsonText)
    credentials: list[dict[str, Any]] = Field(sa_type=JsonText)
    offer_id: str | None = Field(default=None, foreign_key="offers.id", max_length=64)
    push_digest: bytes | None = Field(default=None, sa_type=DIGEST)
    state: str = Field(max_length=20)
    source: str | None = Field(default=None, max_length=64)
    attempt: int
    link: str | None = Field(default=None, sa_type=Text)
    reference: str | None = Field(default=None, sa_type=Text)
    citizen_id: str | None = Field(default=None, foreign_key="citizens.citizen_id", max_length=64)
    started_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime = Field(index=True, sa_type=UtcDateTime)


class AuthorizationCodeRow(IssuerRow, table=True):
    """A code that was handed out, and the authorization that it ended in."""

    __tablename__ = "authorization_codes"

    code_digest: bytes = Field(primary_key=True, sa_type=DIGEST)
    client_id: str = Field(sa_type=Text)
    redirect_uri: str = Field(sa_type=Text)
    code_challenge: str = Field(max_length=64)
    dpop_thumbprint: bytes | None = Field(default=None, sa_type=DIGEST)
    citizen_id: str = Field(foreign_key="citizens.citizen_id", max_length=64)
    credentials: list[dict[str, Any]] = Field(sa_type=JsonText)
    offer_id: str | None = Field(default=None, foreign_key="offers.id", max_length=64)
    authorization_id: str | None = Field(default=None, foreign_key="authorizations.id", max_length=64)
    issued_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime = Field(index=True, sa_type=UtcDateTime)
