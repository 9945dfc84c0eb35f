"""Authorization requests: pushed, before the citizen, and answered with a code.

Revision: 0013
"""

import sqlalchemy as sa
from alembic import op

from citywallet.storage.columns import JsonText, UtcDateTime

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

_DIGEST = sa.LargeBinary(length=32)


def upgrade() -> None:
    op.create_table(
        "pushed_requests",
        sa.Column("digest", _DIGEST, nullable=False),
        sa.Column("client_name", JsonText, nullable=False),
        sa.Column("request", JsonText, nullable=False),
        sa.Column("pushed_at", UtcDateTime, nullable=False),
        sa.Column("expires_at", UtcDateTime, nullable=False),
        sa.Column("spent_at", UtcDateTime),
        sa.PrimaryKeyConstraint("digest"),
    )
    op.create_index(op.f("ix_pushed_requests_expires_at"), "pushed_requests", ["expires_at"])
    op.create_table(
        "authorization_sessions",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("secret_digest", _DIGEST, nullable=False),
        sa.Column("client_name", JsonText, nullable=False),
        sa.Column("request", JsonText, nullable=False),
        sa.Column("credentials", JsonText, nullable=False),
        sa.Column("offer_id", sa.String(length=64)),
        sa.Column("push_digest", _DIGEST),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("source", sa.String(length=64)),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("link", sa.Text()),
        sa.Column("reference", sa.Text()),
        sa.Column("citizen_id", sa.String(length=64)),
        sa.Column("started_at", UtcDateTime, nullable=False),
        sa.Column("expires_at", UtcDateTime, nullable=False),
        sa.ForeignKeyConstraint(["citizen_id"], ["citizens.citizen_id"]),
        sa.ForeignKeyConstraint(["offer_id"], ["offers.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("secret_digest"),
    )
    op.create_index(op.f("ix_authorization_sessions_expires_at"), "authorization_sessions", ["expires_at"])
    op.create_table(
        "authorization_codes",
        sa.Column("code_digest", _DIGEST, nullable=False),
        sa.Column("client_id", sa.Text(), nullable=False),
        sa.Column("redirect_uri", sa.Text(), nullable=False),
        sa.Column("code_challenge", sa.String(length=64), nullable=False),
        sa.Column("dpop_thumbprint", _DIGEST),
        sa.Column("citizen_id", sa.String(length=64), nullable=False),
        sa.Column("credentials", JsonText, nullable=False),
        sa.Column("offer_id", sa.String(length=64)),
        sa.Column("authorization_id", sa.String(length=64)),
        sa.Column("issued_at", UtcDateTime, nullable=False),
        sa.Column("expires_at", UtcDateTime, nullable=False),
        sa.ForeignKeyConstraint(["authorization_id"], ["authorizations.id"]),
        sa.ForeignKeyConstraint(["citizen_id"], ["citizens.citizen_id"]),
        sa.ForeignKeyConstraint(["offer_id"], ["offers.id"]),
        sa.PrimaryKeyConstraint("code_digest"),
    )
    op.create_index(op.f("ix_authorization_codes_expires_at"), "authorization_codes", ["expires_at"])


def downgrade() -> None:
    """Whoever is before the issuer's pages starts again."""
    for table in ("authorization_codes", "authorization_sessions", "pushed_requests"):
        op.drop_index(op.f(f"ix_{table}_expires_at"), table_name=table)
        op.drop_table(table)
