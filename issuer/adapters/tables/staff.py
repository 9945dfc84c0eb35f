"""Accounts of staff, their passkeys and links to enrol by."""

from datetime import datetime
from typing import Any

from sqlmodel import Field

from citywallet.storage.columns import JsonText, UtcDateTime
from issuer.adapters.tables.issuer_row import DIGEST, IssuerRow


class StaffRow(IssuerRow, table=True):
    """Somebody of the staff; the password is kept as a slow hash, the app's secret sealed."""

    __tablename__ = "staff"

    user: str = Field(primary_key=True, max_length=40)
    name: str = Field(max_length=100)
    roles: list[Any] = Field(sa_type=JsonText)
    state: str = Field(max_length=20)
    password_hash: str | None = Field(default=None, max_length=200)
    totp_secret: bytes | None = None
    totp_used_step: int | None = None


class PasskeyRow(IssuerRow, table=True):
    """A passkey of somebody of the staff."""

    __tablename__ = "staff_passkeys"

    user: str = Field(primary_key=True, foreign_key="staff.user", max_length=40)
    id: bytes = Field(primary_key=True)
    public_key: bytes
    counter: int


class EnrolmentRow(IssuerRow, table=True):
    """A link to enrol by."""

    __tablename__ = "staff_enrolments"

    token_digest: bytes = Field(primary_key=True, sa_type=DIGEST)
    user: str = Field(foreign_key="staff.user", unique=True, max_length=40)
    totp_secret: bytes
    challenge: bytes
    expires_at: datetime = Field(sa_type=UtcDateTime)
