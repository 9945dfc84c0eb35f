"""Sign-ins at issuers.

Revision: 0002
"""

import sqlalchemy as sa
from alembic import op

from citywallet.storage.columns import JsonText, UtcDateTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sign_ins",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("wallet_id", sa.String(32), sa.ForeignKey("wallets.id"), nullable=False),
        sa.Column("credential_issuer", sa.Text, nullable=False),
        sa.Column("configuration_ids", JsonText, nullable=False),
        sa.Column("state_digest", sa.LargeBinary, nullable=False, unique=True),
        sa.Column("expires_at", UtcDateTime, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("sealed_secrets", sa.LargeBinary),
        sa.Column("card_ids", JsonText),
        sa.Column("code", sa.String(64)),
    )


def downgrade() -> None:
    op.drop_table("sign_ins")
