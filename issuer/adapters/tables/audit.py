"""The audit log, and where it has come to."""

from sqlalchemy import Index
from sqlmodel import Field

from issuer.adapters.tables.issuer_row import DIGEST, IssuerRow


class AuditEntryRow(IssuerRow, table=True):
    """One administrative act."""

    __tablename__ = "audit_entries"
    __table_args__ = (Index("audit_entries_of_actor", "actor", "act", "at"),)

    number: int = Field(primary_key=True)
    # Text, as it is hashed: whatever somebody writes here can be read and found wrong.
    at: str = Field(max_length=27)
    actor: str = Field(max_length=100)
    role: str = Field(max_length=100)
    act: str = Field(max_length=50)
    subject: str | None = Field(default=None, max_length=100)
    reason: str | None = Field(default=None, max_length=50)
    digest: bytes = Field(sa_type=DIGEST)


class AuditHeadRow(IssuerRow, table=True):
    """The newest entry; one row, which those who append hold in turn."""

    __tablename__ = "audit_head"

    id: int = Field(primary_key=True)
    number: int
    digest: bytes = Field(sa_type=DIGEST)
