"""Register, offers, tokens, credentials, status lists, and what is on its way to the chain.

Revision: 0001
"""

import sqlalchemy as sa
from alembic import op

from citywallet.storage.columns import JsonText, UtcDateTime

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_COUNTS_FOR_ACT = sa.text("settlement IS NULL OR settlement = 'mined'")


def upgrade() -> None:
    op.create_table(
        "citizens",
        sa.Column("citizen_id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("birthdate", sa.Date(), nullable=False),
        sa.Column("district_id", sa.String(length=64), nullable=False),
        sa.Column("district_name", sa.String(length=100), nullable=False),
        sa.Column("district_code", sa.String(length=10)),
        sa.Column("legal_dong_name", sa.String(length=100)),
        sa.Column("legal_dong_code", sa.String(length=10)),
        sa.Column("incheon_resident", sa.Boolean(), nullable=False),
        sa.Column("last_import", sa.String(length=64), nullable=False),
        sa.Column("changed_at", UtcDateTime, nullable=False),
        sa.PrimaryKeyConstraint("citizen_id"),
    )
    op.create_table(
        "lease",
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("owner", sa.String(length=100), nullable=False),
        sa.Column("expires_at", UtcDateTime, nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )
    op.create_table(
        "outbox",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("kind", sa.String(length=50), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("payload", JsonText, nullable=False),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.Column("due_at", UtcDateTime, nullable=False),
        sa.Column("delivered_at", UtcDateTime),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("last_error", sa.String(length=100)),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("kind", "key"),
    )
    op.create_index("outbox_due", "outbox", ["kind", "delivered_at", "due_at"], unique=False)
    op.create_table(
        "raw_transactions",
        sa.Column("hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("act", sa.String(length=200), nullable=False),
        sa.Column("account", sa.LargeBinary(length=20), nullable=False),
        sa.Column("nonce", sa.Integer(), nullable=False),
        sa.Column("raw", sa.LargeBinary(), nullable=False),
        sa.Column("settlement", sa.String(length=20)),
        sa.PrimaryKeyConstraint("hash"),
        sa.UniqueConstraint("account", "nonce"),
    )
    op.create_index(
        "raw_transactions_act",
        "raw_transactions",
        ["act"],
        unique=True,
        sqlite_where=_COUNTS_FOR_ACT,
        postgresql_where=_COUNTS_FOR_ACT,
    )
    op.create_table(
        "secrets",
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("value", sa.LargeBinary(length=64), nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )
    op.create_table(
        "status_lists",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("uri", sa.Text(), nullable=False),
        sa.Column("bits", sa.Integer(), nullable=False),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.Column("on_chain", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("number"),
        sa.UniqueConstraint("uri"),
    )
    op.create_table(
        "used_nonces",
        sa.Column("nonce_digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("expires_at", UtcDateTime, nullable=False),
        sa.PrimaryKeyConstraint("nonce_digest"),
    )
    op.create_index(op.f("ix_used_nonces_expires_at"), "used_nonces", ["expires_at"], unique=False)
    op.create_table(
        "offers",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("reference_digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("code_digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("type_id", sa.String(length=64), nullable=False),
        sa.Column("citizen_id", sa.String(length=64), nullable=False),
        sa.Column("tx_code_digest", sa.LargeBinary(length=32)),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("wrong_tx_codes", sa.Integer(), nullable=False),
        sa.Column("token_id", sa.String(length=64)),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.Column("expires_at", UtcDateTime, nullable=False),
        sa.ForeignKeyConstraint(
            ["citizen_id"],
            ["citizens.citizen_id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("code_digest"),
        sa.UniqueConstraint("reference_digest"),
    )
    op.create_table(
        "status_publications",
        sa.Column("list_number", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("token", sa.Text(), nullable=False),
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("root", sa.LargeBinary(length=32), nullable=False),
        sa.Column("published_at", UtcDateTime, nullable=False),
        sa.Column("expires_at", UtcDateTime, nullable=False),
        sa.Column("anchored_at", UtcDateTime),
        sa.ForeignKeyConstraint(
            ["list_number"],
            ["status_lists.number"],
        ),
        sa.PrimaryKeyConstraint("list_number", "sequence"),
        sa.UniqueConstraint("digest"),
    )
    op.create_index(
        "status_publications_anchored", "status_publications", ["list_number", "anchored_at"], unique=False
    )
    op.create_table(
        "access_tokens",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("token_digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("offer_id", sa.String(length=64), nullable=False),
        sa.Column("type_id", sa.String(length=64), nullable=False),
        sa.Column("citizen_id", sa.String(length=64), nullable=False),
        sa.Column("credential_identifier", sa.String(length=100)),
        sa.Column("issued_at", UtcDateTime, nullable=False),
        sa.Column("expires_at", UtcDateTime, nullable=False),
        sa.Column("revoked_at", UtcDateTime),
        sa.ForeignKeyConstraint(
            ["citizen_id"],
            ["citizens.citizen_id"],
        ),
        sa.ForeignKeyConstraint(
            ["offer_id"],
            ["offers.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("offer_id"),
        sa.UniqueConstraint("token_digest"),
    )
    op.create_table(
        "issuance_intents",
        sa.Column("credential_id", sa.String(length=64), nullable=False),
        sa.Column("token_id", sa.String(length=64), nullable=False),
        sa.Column("type_id", sa.String(length=64), nullable=False),
        sa.Column("citizen_id", sa.String(length=64), nullable=False),
        sa.Column("list_number", sa.Integer(), nullable=False),
        sa.Column("list_index", sa.Integer(), nullable=False),
        sa.Column("holder_thumbprint", sa.LargeBinary(length=32), nullable=False),
        sa.Column("signing_input_digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("issued_at", UtcDateTime, nullable=False),
        sa.Column("expires_at", UtcDateTime, nullable=False),
        sa.ForeignKeyConstraint(
            ["citizen_id"],
            ["citizens.citizen_id"],
        ),
        sa.ForeignKeyConstraint(
            ["list_number"],
            ["status_lists.number"],
        ),
        sa.ForeignKeyConstraint(
            ["token_id"],
            ["access_tokens.id"],
        ),
        sa.PrimaryKeyConstraint("credential_id"),
        sa.UniqueConstraint("list_number", "list_index"),
    )
    op.create_index(op.f("ix_issuance_intents_citizen_id"), "issuance_intents", ["citizen_id"], unique=False)
    op.create_index(
        op.f("ix_issuance_intents_holder_thumbprint"), "issuance_intents", ["holder_thumbprint"], unique=False
    )
    op.create_index(op.f("ix_issuance_intents_token_id"), "issuance_intents", ["token_id"], unique=False)
    op.create_table(
        "credentials",
        sa.Column("credential_id", sa.String(length=64), nullable=False),
        sa.Column("signature", sa.LargeBinary(length=64), nullable=False),
        sa.Column("signed_at", UtcDateTime, nullable=False),
        sa.ForeignKeyConstraint(
            ["credential_id"],
            ["issuance_intents.credential_id"],
        ),
        sa.PrimaryKeyConstraint("credential_id"),
    )
    op.create_table(
        "status_changes",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("credential_id", sa.String(length=64), nullable=False),
        sa.Column("list_number", sa.Integer(), nullable=False),
        sa.Column("list_index", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("act", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.String(length=500)),
        sa.Column("requested_at", UtcDateTime, nullable=False),
        sa.Column("sequence", sa.Integer()),
        sa.ForeignKeyConstraint(
            ["credential_id"],
            ["issuance_intents.credential_id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        op.f("ix_status_changes_credential_id"), "status_changes", ["credential_id"], unique=False
    )
    op.create_index("status_changes_waiting", "status_changes", ["list_number", "sequence"], unique=False)


def downgrade() -> None:
    op.drop_index("status_changes_waiting", table_name="status_changes")
    op.drop_index(op.f("ix_status_changes_credential_id"), table_name="status_changes")
    op.drop_table("status_changes")
    op.drop_table("credentials")
    op.drop_index(op.f("ix_issuance_intents_token_id"), table_name="issuance_intents")
    op.drop_index(op.f("ix_issuance_intents_holder_thumbprint"), table_name="issuance_intents")
    op.drop_index(op.f("ix_issuance_intents_citizen_id"), table_name="issuance_intents")
    op.drop_table("issuance_intents")
    op.drop_table("access_tokens")
    op.drop_index("status_publications_anchored", table_name="status_publications")
    op.drop_table("status_publications")
    op.drop_table("offers")
    op.drop_index(op.f("ix_used_nonces_expires_at"), table_name="used_nonces")
    op.drop_table("used_nonces")
    op.drop_table("status_lists")
    op.drop_table("secrets")
    op.drop_index("raw_transactions_act", table_name="raw_transactions")
    op.drop_table("raw_transactions")
    op.drop_index("outbox_due", table_name="outbox")
    op.drop_table("outbox")
    op.drop_table("lease")
    op.drop_table("citizens")
