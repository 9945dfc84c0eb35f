"""Facts that came in files.

Revision: 0006
"""

import sqlalchemy as sa
from alembic import op

from citywallet.storage.columns import JsonText, UtcDateTime

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "source_facts",
        sa.Column("source", sa.String(length=64), nullable=False),
        sa.Column("citizen_id", sa.String(length=64), nullable=False),
        sa.Column("facts", JsonText, nullable=False),
        sa.Column("last_import", sa.String(length=64), nullable=False),
        sa.Column("changed_at", UtcDateTime, nullable=False),
        sa.PrimaryKeyConstraint("source", "citizen_id"),
    )


def downgrade() -> None:
    op.drop_table("source_facts")
