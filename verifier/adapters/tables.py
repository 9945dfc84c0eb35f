"""The verifier's tables. No column can hold a claim value: reports have none, presentations are not kept."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, LargeBinary
from sqlalchemy.orm import registry
from sqlmodel import Field

from citywallet.storage.columns import JsonText, UtcDateTime
from citywallet.storage.rows import Row

DIGEST = LargeBinary(32)


class VerifierRow(Row, registry=registry()):
    """The base of the rows of this service alone."""


metadata = VerifierRow.metadata


class TransactionRow(VerifierRow, table=True):
    """A question that was asked."""

    __tablename__ = "transactions"
    __table_args__ = (Index("transactions_by_age", "question", "opened_at"),)

    id: str = Field(primary_key=True, max_length=64)
    question: str = Field(max_length=64)
    as_of: datetime | None = Field(default=None, sa_type=UtcDateTime)
    request_id: str = Field(unique=True, max_length=64)
    response_id: str = Field(unique=True, max_length=64)
    nonce: str = Field(unique=True, max_length=64)
    state: str = Field(unique=True, max_length=64)
    opened_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime)


class OutcomeRow(VerifierRow, table=True):
    """The answer to a question; the primary key lets one in and refuses every other."""

    __tablename__ = "outcomes"

    transaction_id: str = Field(
        primary_key=True, foreign_key="transactions.id", ondelete="CASCADE", max_length=64
    )
    answered_at: datetime = Field(sa_type=UtcDateTime)
    decision: str = Field(max_length=16)
    report: dict[str, Any] = Field(sa_type=JsonText)


class KnownHeadRow(VerifierRow, table=True):
    """The newest head seen of a status list."""

    __tablename__ = "known_heads"

    list_id: bytes = Field(primary_key=True, sa_type=DIGEST)
    head: dict[str, Any] = Field(sa_type=JsonText)
    read_at: datetime = Field(sa_type=UtcDateTime)


class KnownEpochRow(VerifierRow, table=True):
    """What was last read about an issuer's key; empty when the chain did not know it."""

    __tablename__ = "known_epochs"

    issuer_id: bytes = Field(primary_key=True, sa_type=DIGEST)
    thumbprint: bytes = Field(primary_key=True, sa_type=DIGEST)
    epoch: dict[str, Any] | None = Field(default=None, sa_type=JsonText)
    read_at: datetime = Field(sa_type=UtcDateTime)


class KnownAccreditationRow(VerifierRow, table=True):
    """What was last read about an issuer's right to a type; empty when the chain knew of none."""

    __tablename__ = "known_accreditations"

    issuer_id: bytes = Field(primary_key=True, sa_type=DIGEST)
    type_id: bytes = Field(primary_key=True, sa_type=DIGEST)
    accreditation: dict[str, Any] | None = Field(default=None, sa_type=JsonText)
    read_at: datetime = Field(sa_type=UtcDateTime)
