"""Issuances: which request a credential answered, and what wallets reported of it.

Revision: 0012
"""

import sqlalchemy as sa
from alembic import op

from citywallet.storage.columns import UtcDateTime

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_NAMES = {"fk": "%(table_name)s_%(column_0_name)s_fkey"}


def upgrade() -> None:
    op.create_table(
        "issuances",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("authorization_id", sa.String(length=64), nullable=False),
        sa.Column("configuration_id", sa.String(length=100), nullable=False),
        sa.Column("request_digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("issued_at", UtcDateTime, nullable=False),
        sa.ForeignKeyConstraint(["authorization_id"], ["authorizations.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("authorization_id", "request_digest"),
    )
    op.create_table(
        "notifications",
        sa.Column("issuance_id", sa.String(length=64), nullable=False),
        sa.Column("event", sa.String(length=30), nullable=False),
        sa.Column("description", sa.String(length=1_000)),
        sa.Column("received_at", UtcDateTime, nullable=False),
        sa.ForeignKeyConstraint(["issuance_id"], ["issuances.id"]),
        sa.PrimaryKeyConstraint("issuance_id", "event"),
    )
    with op.batch_alter_table("issuance_intents", naming_convention=_NAMES) as intents:
        # NULL for what an earlier release recorded.
        intents.add_column(sa.Column("issuance_id", sa.String(length=64)))
        intents.create_foreign_key("issuance_intents_issuance_id_fkey", "issuances", ["issuance_id"], ["id"])
    op.create_index(
        op.f("ix_issuance_intents_issuance_id"), "issuance_intents", ["issuance_id"], unique=False
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_issuance_intents_issuance_id"), table_name="issuance_intents")
    with op.batch_alter_table("issuance_intents", naming_convention=_NAMES) as intents:
        intents.drop_constraint("issuance_intents_issuance_id_fkey", type_="foreignkey")
        intents.drop_column("issuance_id")
    op.drop_table("notifications")
    op.drop_table("issuances")
