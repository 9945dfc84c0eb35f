"""How often something happened lately.

Revision: 0008
"""

import sqlalchemy as sa
from alembic import op

from citywallet.storage.columns import UtcDateTime

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "rate_limits",
        sa.Column("subject", sa.String(length=100), nullable=False),
        sa.Column("recovered_at", UtcDateTime, nullable=False),
        sa.PrimaryKeyConstraint("subject"),
    )
    op.create_index("ix_rate_limits_recovered_at", "rate_limits", ["recovered_at"], unique=False)


def downgrade() -> None:
    op.drop_table("rate_limits")
