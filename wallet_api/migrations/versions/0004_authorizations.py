"""Authorizations that fetch newer cards.

Revision: 0004
"""

import sqlalchemy as sa
from alembic import op

from citywallet.storage.columns import JsonText, UtcDateTime

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "authorizations",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("wallet_id", sa.String(32), sa.ForeignKey("wallets.id"), nullable=False),
        sa.Column("credential_issuer", sa.Text, nullable=False),
        sa.Column("cards", JsonText, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("sealed_session", sa.LargeBinary),
        sa.Column("asked_at", UtcDateTime),
        sa.Column("due_at", UtcDateTime),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("reason", sa.String(64)),
    )
    op.create_index("authorizations_by_wallet", "authorizations", ["wallet_id"])


def downgrade() -> None:
    op.drop_index("authorizations_by_wallet", "authorizations")
    op.drop_table("authorizations")
