"""Applications: what waits for an officer, and for the wallet.

Revision: 0016
"""

import sqlalchemy as sa
from alembic import op

from citywallet.storage.columns import JsonText, UtcDateTime

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "applications",
        sa.Column("number", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("transaction_id", sa.String(length=64), nullable=False),
        sa.Column("authorization_id", sa.String(length=64), nullable=False),
        sa.Column("citizen_id", sa.String(length=64), nullable=False),
        sa.Column("configuration_id", sa.String(length=100), nullable=False),
        sa.Column("request_digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("holder_keys", JsonText, nullable=False),
        sa.Column("submitted_at", UtcDateTime, nullable=False),
        sa.Column("expires_at", UtcDateTime, nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("decided_by", sa.String(length=200)),
        sa.Column("decided_at", UtcDateTime),
        sa.Column("reason", JsonText),
        sa.Column("issuance_id", sa.String(length=64)),
        sa.ForeignKeyConstraint(["authorization_id"], ["authorizations.id"]),
        sa.ForeignKeyConstraint(["citizen_id"], ["citizens.citizen_id"]),
        sa.ForeignKeyConstraint(["issuance_id"], ["issuances.id"]),
        sa.PrimaryKeyConstraint("number"),
        sa.UniqueConstraint("id"),
        sa.UniqueConstraint("transaction_id"),
    )
    op.create_index("applications_queue", "applications", ["state", "number"])
    op.create_index("applications_of_authorization", "applications", ["authorization_id", "configuration_id"])
    op.create_index(op.f("ix_applications_citizen_id"), "applications", ["citizen_id"])


def downgrade() -> None:
    op.drop_table("applications")
