"""Bulk jobs and their rows."""

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from citywallet.storage.columns import UtcDateTime
from issuer.adapters.tables.issuer_row import IssuerRow


class BulkJobRow(IssuerRow, table=True):
    """A file of citizens, and how far it is."""

    __tablename__ = "bulk_jobs"

    id: str = Field(primary_key=True, max_length=64)
    configuration_id: str = Field(max_length=100)
    created_by: str = Field(max_length=200)
    created_at: datetime = Field(sa_type=UtcDateTime)
    state: str = Field(index=True, max_length=20)
    position: int
    finished_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class BulkRowRow(IssuerRow, table=True):
    """One row of a job's file."""

    __tablename__ = "bulk_rows"
    __table_args__ = (
        # A citizen whom a file names twice gets one offer.
        UniqueConstraint("job_id", "citizen_id"),
        Index("bulk_rows_outcome", "job_id", "outcome", "row"),
    )

    job_id: str = Field(primary_key=True, foreign_key="bulk_jobs.id", max_length=64)
    row: int = Field(primary_key=True)
    citizen_id: str | None = Field(default=None, max_length=64)
    outcome: str = Field(max_length=20)
    code: str | None = Field(default=None, max_length=50)
    offer_id: str | None = Field(default=None, foreign_key="offers.id", max_length=64)
