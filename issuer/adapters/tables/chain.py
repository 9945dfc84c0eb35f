"""What goes to the chain: signed transactions, the outbox, and who leads."""

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field

from citywallet.storage.lease import LeaseRow
from citywallet.storage.outbox import OutboxRow
from issuer.adapters.tables.issuer_row import ACCOUNT, DIGEST, IssuerRow

# A transaction that reverted used its nonce up, but its act may be tried again.
_COUNTS_FOR_ACT = text("settlement IS NULL OR settlement = 'mined'")


class RawTransactionRow(IssuerRow, table=True):
    """A signed transaction, kept before anyone sees it."""

    __tablename__ = "raw_transactions"
    __table_args__ = (
        Index(
            "raw_transactions_act",
            "act",
            unique=True,
            sqlite_where=_COUNTS_FOR_ACT,
            postgresql_where=_COUNTS_FOR_ACT,
        ),
        UniqueConstraint("account", "nonce"),
    )

    hash: bytes = Field(primary_key=True, sa_type=DIGEST)
    act: str = Field(max_length=200)
    account: bytes = Field(sa_type=ACCOUNT)
    nonce: int
    raw: bytes
    settlement: str | None = Field(default=None, max_length=20)


class IssuerOutboxRow(OutboxRow, IssuerRow, table=True):
    """A head that is to be anchored."""


class IssuerLeaseRow(LeaseRow, IssuerRow, table=True):
    """What only one of the issuer's processes does."""
