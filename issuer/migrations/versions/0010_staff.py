"""Accounts of staff, their passkeys, enrolments, sessions, and failures to sign in.

Revision: 0010
"""

import sqlalchemy as sa
from alembic import op

from citywallet.storage.columns import JsonText, UtcDateTime

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "staff",
        sa.Column("user", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("roles", JsonText, nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("password_hash", sa.String(length=200)),
        sa.Column("totp_secret", sa.LargeBinary()),
        sa.Column("totp_used_step", sa.Integer()),
        sa.PrimaryKeyConstraint("user"),
    )
    op.create_table(
        "sign_in_failures",
        sa.Column("key", sa.LargeBinary(length=32), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("last_at", UtcDateTime, nullable=False),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_index(op.f("ix_sign_in_failures_last_at"), "sign_in_failures", ["last_at"], unique=False)
    op.create_table(
        "staff_enrolments",
        sa.Column("token_digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("user", sa.String(length=40), nullable=False),
        sa.Column("totp_secret", sa.LargeBinary(), nullable=False),
        sa.Column("challenge", sa.LargeBinary(), nullable=False),
        sa.Column("expires_at", UtcDateTime, nullable=False),
        sa.ForeignKeyConstraint(["user"], ["staff.user"]),
        sa.PrimaryKeyConstraint("token_digest"),
        sa.UniqueConstraint("user"),
    )
    op.create_table(
        "staff_passkeys",
        sa.Column("user", sa.String(length=40), nullable=False),
        sa.Column("id", sa.LargeBinary(), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("counter", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["user"], ["staff.user"]),
        sa.PrimaryKeyConstraint("user", "id"),
    )
    op.create_table(
        "staff_sessions",
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("user", sa.String(length=40), nullable=False),
        sa.Column("began_at", UtcDateTime, nullable=False),
        sa.Column("seen_at", UtcDateTime, nullable=False),
        sa.ForeignKeyConstraint(["user"], ["staff.user"]),
        sa.PrimaryKeyConstraint("digest"),
    )
    op.create_index(op.f("ix_staff_sessions_user"), "staff_sessions", ["user"], unique=False)
    op.create_table(
        "staff_sign_ins",
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("user", sa.String(length=40), nullable=False),
        sa.Column("challenge", sa.LargeBinary(), nullable=False),
        sa.Column("wrong_factors", sa.Integer(), nullable=False),
        sa.Column("expires_at", UtcDateTime, nullable=False),
        sa.ForeignKeyConstraint(["user"], ["staff.user"]),
        sa.PrimaryKeyConstraint("digest"),
    )
    op.create_index(op.f("ix_staff_sign_ins_user"), "staff_sign_ins", ["user"], unique=False)


def downgrade() -> None:
    for table in ("staff_sign_ins", "staff_sessions"):
        op.drop_index(op.f(f"ix_{table}_user"), table_name=table)
        op.drop_table(table)
    op.drop_table("staff_passkeys")
    op.drop_table("staff_enrolments")
    op.drop_index(op.f("ix_sign_in_failures_last_at"), table_name="sign_in_failures")
    op.drop_table("sign_in_failures")
    op.drop_table("staff")
