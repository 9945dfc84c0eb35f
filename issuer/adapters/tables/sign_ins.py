"""Sessions of staff, sign-ins under way, and how often signing in failed; secrets are kept as digests."""

from datetime import datetime

from sqlmodel import Field

from citywallet.storage.columns import UtcDateTime
from issuer.adapters.tables.issuer_row import DIGEST, IssuerRow


class SessionRow(IssuerRow, table=True):
    """A session in a browser."""

    __tablename__ = "staff_sessions"

    digest: bytes = Field(primary_key=True, sa_type=DIGEST)
    user: str = Field(foreign_key="staff.user", index=True, max_length=40)
    began_at: datetime = Field(sa_type=UtcDateTime)
    seen_at: datetime = Field(sa_type=UtcDateTime)


class SignInRow(IssuerRow, table=True):
    """A sign-in that owes a second factor."""

    __tablename__ = "staff_sign_ins"

    digest: bytes = Field(primary_key=True, sa_type=DIGEST)
    user: str = Field(foreign_key="staff.user", index=True, max_length=40)
    challenge: bytes
    wrong_factors: int
    expires_at: datetime = Field(sa_type=UtcDateTime)


class SignInFailuresRow(IssuerRow, table=True):
    """How often signing in failed for a user, whether there is one or not, or from an address."""

    __tablename__ = "sign_in_failures"

    key: bytes = Field(primary_key=True, sa_type=DIGEST)
    failures: int
    last_at: datetime = Field(index=True, sa_type=UtcDateTime)
