"""Questions asked, their outcomes, and what the chain said last.

Revision: 0001
"""

import sqlalchemy as sa
from alembic import op

from citywallet.storage.columns import JsonText, UtcDateTime

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "transactions",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("question", sa.String(length=64), nullable=False),
        sa.Column("as_of", UtcDateTime),
        sa.Column("request_id", sa.String(length=64), nullable=False),
        sa.Column("response_id", sa.String(length=64), nullable=False),
        sa.Column("nonce", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=64), nullable=False),
        sa.Column("opened_at", UtcDateTime, nullable=False),
        sa.Column("expires_at", UtcDateTime, nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("request_id"),
        sa.UniqueConstraint("response_id"),
        sa.UniqueConstraint("nonce"),
        sa.UniqueConstraint("state"),
    )
    op.create_index("transactions_by_age", "transactions", ["question", "opened_at"])
    op.create_table(
        "outcomes",
        sa.Column("transaction_id", sa.String(length=64), nullable=False),
        sa.Column("answered_at", UtcDateTime, nullable=False),
        sa.Column("decision", sa.String(length=16), nullable=False),
        sa.Column("report", JsonText, nullable=False),
        sa.PrimaryKeyConstraint("transaction_id"),
        sa.ForeignKeyConstraint(["transaction_id"], ["transactions.id"], ondelete="CASCADE"),
    )
    op.create_table(
        "known_heads",
        sa.Column("list_id", sa.LargeBinary(length=32), nullable=False),
        sa.Column("head", JsonText, nullable=False),
        sa.Column("read_at", UtcDateTime, nullable=False),
        sa.PrimaryKeyConstraint("list_id"),
    )
    op.create_table(
        "known_epochs",
        sa.Column("issuer_id", sa.LargeBinary(length=32), nullable=False),
        sa.Column("thumbprint", sa.LargeBinary(length=32), nullable=False),
        sa.Column("epoch", JsonText),
        sa.Column("read_at", UtcDateTime, nullable=False),
        sa.PrimaryKeyConstraint("issuer_id", "thumbprint"),
    )
    op.create_table(
        "known_accreditations",
        sa.Column("issuer_id", sa.LargeBinary(length=32), nullable=False),
        sa.Column("type_id", sa.LargeBinary(length=32), nullable=False),
        sa.Column("accreditation", JsonText),
        sa.Column("read_at", UtcDateTime, nullable=False),
        sa.PrimaryKeyConstraint("issuer_id", "type_id"),
    )


def downgrade() -> None:
    for table in ("known_accreditations", "known_epochs", "known_heads", "outcomes", "transactions"):
        op.drop_table(table)
