"""Facts that came in files."""

from datetime import datetime
from typing import Any

from sqlmodel import Field

from citywallet.storage.columns import JsonText, UtcDateTime
from issuer.adapters.tables.issuer_row import IssuerRow


class SourceFactRow(IssuerRow, table=True):
    """What one source knows of one citizen, as the last import had it."""

    __tablename__ = "source_facts"

    source: str = Field(primary_key=True, max_length=64)
    citizen_id: str = Field(primary_key=True, max_length=64)
    facts: dict[str, Any] = Field(sa_type=JsonText)
    last_import: str = Field(max_length=64)
    changed_at: datetime = Field(sa_type=UtcDateTime)
