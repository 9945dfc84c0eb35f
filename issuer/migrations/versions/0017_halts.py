"""Halts of all issuing.

Revision: 0017
"""

import sqlalchemy as sa
from alembic import op

from citywallet.storage.columns import UtcDateTime

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "halts",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("begun_by", sa.String(length=100), nullable=False),
        sa.Column("begun_at", UtcDateTime, nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("ended_by", sa.String(length=64)),
        sa.Column("ended_at", UtcDateTime),
        sa.PrimaryKeyConstraint("id"),
    )


def downgrade() -> None:
    """Code from before knows no halt: stop it where issuing must not go on."""
    op.drop_table("halts")
