"""What takes two people, and which act of the office a change of status was.

Revision: 0015
"""

import sqlalchemy as sa
from alembic import op

from citywallet.storage.columns import JsonText, UtcDateTime

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "approvals",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("scope", sa.String(length=20), nullable=False),
        sa.Column("named", JsonText, nullable=False),
        sa.Column("credentials", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("asked_by", sa.String(length=100), nullable=False),
        sa.Column("asking_person", sa.String(length=64)),
        sa.Column("asked_at", UtcDateTime, nullable=False),
        sa.Column("expires_at", UtcDateTime, nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("decided_by", sa.String(length=64)),
        sa.Column("decided_at", UtcDateTime),
        sa.PrimaryKeyConstraint("number"),
        sa.UniqueConstraint("id"),
    )
    op.create_index(op.f("ix_approvals_asked_by"), "approvals", ["asked_by"])
    op.add_column("status_changes", sa.Column("audit_entry", sa.Integer()))
    for key in ("instance_thumbprint", "dpop_thumbprint"):
        op.create_index(op.f(f"ix_authorizations_{key}"), "authorizations", [key])


def downgrade() -> None:
    """What waits for a second person must be asked for again."""
    for key in ("instance_thumbprint", "dpop_thumbprint"):
        op.drop_index(op.f(f"ix_authorizations_{key}"), table_name="authorizations")
    op.drop_column("status_changes", "audit_entry")
    op.drop_index(op.f("ix_approvals_asked_by"), table_name="approvals")
    op.drop_table("approvals")
