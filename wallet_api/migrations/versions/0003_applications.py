"""Applications: cards that an officer must approve first.

Revision: 0003
"""

import sqlalchemy as sa
from alembic import op

from citywallet.storage.columns import JsonText, UtcDateTime

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "applications",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("wallet_id", sa.String(32), sa.ForeignKey("wallets.id"), nullable=False),
        sa.Column("applied_at", UtcDateTime, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("leased_until", UtcDateTime),
        sa.Column("waiting", JsonText),
        sa.Column("refused", JsonText, nullable=False),
        sa.Column("sealed_session", sa.LargeBinary),
    )
    op.create_index("applications_by_wallet", "applications", ["wallet_id", "applied_at"])
    op.add_column("sign_ins", sa.Column("application_id", sa.String(32)))


def downgrade() -> None:
    with op.batch_alter_table("sign_ins") as sign_ins:
        sign_ins.drop_column("application_id")
    op.drop_table("applications")
