"""Status lists and their tokens."""

from datetime import datetime

from sqlalchemy import Index, LargeBinary, Text
from sqlmodel import Field

from citywallet.storage.columns import UtcDateTime
from issuer.adapters.tables.issuer_row import DIGEST, IssuerRow


class StatusListRow(IssuerRow, table=True):
    """A status list."""

    __tablename__ = "status_lists"

    number: int = Field(primary_key=True)
    uri: str = Field(unique=True, sa_type=Text)
    bits: int
    entries: int
    on_chain: bool


class StatusPublicationRow(IssuerRow, table=True):
    """A status list token that was signed."""

    __tablename__ = "status_publications"
    __table_args__ = (Index("status_publications_anchored", "list_number", "anchored_at"),)

    list_number: int = Field(primary_key=True, foreign_key="status_lists.number")
    sequence: int = Field(primary_key=True)
    token: str = Field(sa_type=Text)
    cwt: bytes | None = Field(default=None, sa_type=LargeBinary)
    digest: bytes = Field(unique=True, sa_type=DIGEST)
    root: bytes = Field(sa_type=DIGEST)
    published_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime)
    anchored_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
