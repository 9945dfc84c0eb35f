"""Credentials that citizens show to sign in.

Revision: 0019
"""

import sqlalchemy as sa
from alembic import op

from citywallet.storage.columns import UtcDateTime

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "identity_presentations",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("source", sa.String(length=64), nullable=False),
        sa.Column("request_id", sa.String(length=64), nullable=False),
        sa.Column("response_id", sa.String(length=64), nullable=False),
        sa.Column("nonce", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=64), nullable=False),
        sa.Column("asked_at", UtcDateTime, nullable=False),
        sa.Column("expires_at", UtcDateTime, nullable=False),
        sa.Column("citizen_id", sa.String(length=200)),
        sa.Column("code_digest", sa.LargeBinary(length=32)),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("request_id"),
        sa.UniqueConstraint("response_id"),
    )
    op.create_index("ix_identity_presentations_expires_at", "identity_presentations", ["expires_at"])


def downgrade() -> None:
    op.drop_table("identity_presentations")
