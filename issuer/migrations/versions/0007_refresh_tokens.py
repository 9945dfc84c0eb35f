"""Refresh tokens, and when superseded credentials end.

Revision: 0007
"""

import sqlalchemy as sa
from alembic import op

from citywallet.storage.columns import UtcDateTime

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "refresh_tokens",
        sa.Column("token_digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("authorization_id", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("expires_at", UtcDateTime, nullable=False),
        sa.Column("used_at", UtcDateTime),
        sa.ForeignKeyConstraint(["authorization_id"], ["authorizations.id"]),
        sa.PrimaryKeyConstraint("token_digest"),
        sa.UniqueConstraint("authorization_id", "number"),
    )
    op.add_column("issuance_intents", sa.Column("ends_at", UtcDateTime))
    op.create_index(op.f("ix_issuance_intents_ends_at"), "issuance_intents", ["ends_at"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_issuance_intents_ends_at"), table_name="issuance_intents")
    with op.batch_alter_table("issuance_intents") as intents:
        intents.drop_column("ends_at")
    op.drop_table("refresh_tokens")
