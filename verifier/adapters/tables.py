"""The verifier's tables. No column can hold a claim value: reports have none, presentations are not kept."""

from sqlalchemy import Column, ForeignKey, Index, LargeBinary, MetaData, String, Table

from citywallet.storage.columns import JsonText, UtcDateTime

metadata = MetaData()

transactions = Table(
    "transactions",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("question", String(64), nullable=False),
    Column("as_of", UtcDateTime, nullable=True),
    Column("request_id", String(64), nullable=False, unique=True),
    Column("response_id", String(64), nullable=False, unique=True),
    Column("nonce", String(64), nullable=False, unique=True),
    Column("state", String(64), nullable=False, unique=True),
    Column("opened_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Index("transactions_by_age", "question", "opened_at"),
)

# The primary key lets one answer in and refuses every other.
outcomes = Table(
    "outcomes",
    metadata,
    Column("transaction_id", ForeignKey("transactions.id", ondelete="CASCADE"), primary_key=True),
    Column("answered_at", UtcDateTime, nullable=False),
    Column("decision", String(16), nullable=False),
    Column("report", JsonText, nullable=False),
)

known_heads = Table(
    "known_heads",
    metadata,
    Column("list_id", LargeBinary(32), primary_key=True),
    Column("head", JsonText, nullable=False),
    Column("read_at", UtcDateTime, nullable=False),
)

known_epochs = Table(
    "known_epochs",
    metadata,
    Column("issuer_id", LargeBinary(32), primary_key=True),
    Column("thumbprint", LargeBinary(32), primary_key=True),
    Column("epoch", JsonText, nullable=True),
    Column("read_at", UtcDateTime, nullable=False),
)

known_accreditations = Table(
    "known_accreditations",
    metadata,
    Column("issuer_id", LargeBinary(32), primary_key=True),
    Column("type_id", LargeBinary(32), primary_key=True),
    Column("accreditation", JsonText, nullable=True),
    Column("read_at", UtcDateTime, nullable=False),
)
