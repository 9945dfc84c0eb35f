"""Bulk jobs and their rows.

Revision: 0009
"""

import sqlalchemy as sa
from alembic import op

from citywallet.storage.columns import UtcDateTime

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "bulk_jobs",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("configuration_id", sa.String(length=100), nullable=False),
        sa.Column("created_by", sa.String(length=200), nullable=False),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("finished_at", UtcDateTime),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_bulk_jobs_state", "bulk_jobs", ["state"])
    op.create_table(
        "bulk_rows",
        sa.Column("job_id", sa.String(length=64), nullable=False),
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("citizen_id", sa.String(length=64)),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("code", sa.String(length=50)),
        sa.Column("offer_id", sa.String(length=64)),
        sa.ForeignKeyConstraint(["job_id"], ["bulk_jobs.id"]),
        sa.ForeignKeyConstraint(["offer_id"], ["offers.id"]),
        sa.PrimaryKeyConstraint("job_id", "row"),
        sa.UniqueConstraint("job_id", "citizen_id"),
    )
    op.create_index("bulk_rows_outcome", "bulk_rows", ["job_id", "outcome", "row"])


def downgrade() -> None:
    op.drop_table("bulk_rows")
    op.drop_table("bulk_jobs")
