"""Wallets, cards, offers, presentations, history, trusted issuers.

Revision: 0001
"""

import sqlalchemy as sa
from alembic import op

from citywallet.storage.columns import JsonText, UtcDateTime

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "wallets",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("created_at", UtcDateTime, nullable=False),
    )
    op.create_table(
        "cards",
        sa.Column("id", sa.String(32), primary_key=True),
        _wallet_id(),
        sa.Column("key_id", sa.String(64), nullable=False, unique=True),
        sa.Column("face", JsonText, nullable=False),
        sa.Column("sealed_credential", sa.LargeBinary, nullable=False),
        sa.Column("received_at", UtcDateTime, nullable=False),
        sa.Index("cards_by_wallet", "wallet_id", "received_at"),
    )
    op.create_table(
        "offers",
        sa.Column("id", sa.String(32), primary_key=True),
        _wallet_id(),
        sa.Column("digest", sa.LargeBinary, nullable=False),
        sa.Column("link_digest", sa.LargeBinary, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("leased_until", UtcDateTime),
        sa.Column("terms", JsonText),
        sa.Column("sealed_access_token", sa.LargeBinary),
        sa.Column("card_ids", JsonText),
        sa.UniqueConstraint("wallet_id", "digest", name="offers_once_per_wallet"),
    )
    op.create_table(
        "presentations",
        sa.Column("id", sa.String(32), primary_key=True),
        _wallet_id(),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("outcome", sa.String(16)),
        sa.Column("verifier", JsonText),
        sa.Column("purpose", JsonText),
        sa.Column("selected", JsonText),
        sa.Column("items", JsonText),
        sa.Column("sealed_request", sa.LargeBinary),
        sa.Column("asked_at", UtcDateTime),
        sa.Column("answer_until", UtcDateTime),
    )
    op.create_table(
        "history",
        sa.Column("id", sa.String(32), primary_key=True),
        _wallet_id(),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.Column("verifier", JsonText),
        sa.Column("items", JsonText, nullable=False),
        sa.Column("outcome", sa.String(16), nullable=False),
        sa.Column("reason", sa.String(64)),
        sa.Index("history_by_wallet", "wallet_id", "at"),
    )
    op.create_table(
        "trusted_issuers",
        sa.Column("credential_issuer", sa.Text, primary_key=True),
        sa.Column("trusted_at", UtcDateTime, nullable=False),
    )


def downgrade() -> None:
    for table in ("trusted_issuers", "history", "presentations", "offers", "cards", "wallets"):
        op.drop_table(table)


def _wallet_id() -> sa.Column[str]:
    return sa.Column("wallet_id", sa.String(32), sa.ForeignKey("wallets.id"), nullable=False)
