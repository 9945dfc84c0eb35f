"""Grants end in authorizations, to which tokens and credentials belong; an offer may be of several.

The service is stopped for it: an older release does not know the new columns.

Revision: 0003
"""

import json

import sqlalchemy as sa
from alembic import op

from citywallet.storage.columns import JsonText, UtcDateTime

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

# The names that PostgreSQL gave; SQLite's constraints have none until their table is rebuilt.
_NAMES = {"fk": "%(table_name)s_%(column_0_name)s_fkey", "uq": "%(table_name)s_%(column_0_name)s_key"}

_FILL_AUTHORIZATIONS = """
INSERT INTO authorizations (id, code_digest, citizen_id, credentials, granted_at, ended_at)
SELECT access_tokens.id, offers.code_digest, access_tokens.citizen_id,
       '[{"configuration_id":"' || access_tokens.type_id || '","identifier":'
       || coalesce('"' || access_tokens.credential_identifier || '"', 'null') || '}]',
       access_tokens.issued_at, access_tokens.revoked_at
FROM access_tokens JOIN offers ON offers.id = access_tokens.offer_id
"""
_FILL_NEW_TOKENS = """
INSERT INTO access_tokens (token_digest, authorization_id, issued_at, expires_at)
SELECT token_digest, id, issued_at, expires_at FROM access_tokens_before
"""
_FILL_OLD_TOKENS = """
INSERT INTO access_tokens
       (id, token_digest, offer_id, type_id, citizen_id, issued_at, expires_at, revoked_at)
SELECT authorizations.id, token_digest, offers.id, offers.type_id, authorizations.citizen_id,
       issued_at, access_tokens_before.expires_at, ended_at
FROM access_tokens_before
JOIN authorizations ON authorizations.id = access_tokens_before.authorization_id
JOIN offers ON offers.authorization_id = authorizations.id
"""


def upgrade() -> None:
    op.create_table(
        "authorizations",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("code_digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("citizen_id", sa.String(length=64), nullable=False),
        sa.Column("client_id", sa.Text()),
        sa.Column("credentials", JsonText, nullable=False),
        sa.Column("dpop_thumbprint", sa.LargeBinary(length=32)),
        sa.Column("granted_at", UtcDateTime, nullable=False),
        sa.Column("ended_at", UtcDateTime),
        sa.ForeignKeyConstraint(["citizen_id"], ["citizens.citizen_id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("code_digest"),
    )
    op.create_index(op.f("ix_authorizations_citizen_id"), "authorizations", ["citizen_id"], unique=False)
    op.execute(_FILL_AUTHORIZATIONS)

    op.drop_index(op.f("ix_issuance_intents_token_id"), table_name="issuance_intents")
    with op.batch_alter_table("issuance_intents", naming_convention=_NAMES) as intents:
        intents.drop_constraint("issuance_intents_token_id_fkey", type_="foreignkey")
        intents.alter_column(
            "token_id",
            new_column_name="authorization_id",
            existing_type=sa.String(64),
            existing_nullable=False,
        )
        intents.add_column(
            sa.Column("configuration_id", sa.String(length=100), nullable=False, server_default="")
        )
    op.execute("UPDATE issuance_intents SET configuration_id = type_id")
    with op.batch_alter_table("issuance_intents", naming_convention=_NAMES) as intents:
        intents.alter_column("configuration_id", server_default=None, existing_type=sa.String(100))
        intents.create_foreign_key(
            "issuance_intents_authorization_id_fkey", "authorizations", ["authorization_id"], ["id"]
        )
    op.create_index(
        op.f("ix_issuance_intents_authorization_id"), "issuance_intents", ["authorization_id"], unique=False
    )

    op.rename_table("access_tokens", "access_tokens_before")
    op.create_table(
        "access_tokens",
        sa.Column("token_digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("authorization_id", sa.String(length=64), nullable=False),
        sa.Column("issued_at", UtcDateTime, nullable=False),
        sa.Column("expires_at", UtcDateTime, nullable=False),
        sa.ForeignKeyConstraint(["authorization_id"], ["authorizations.id"]),
        sa.PrimaryKeyConstraint("token_digest"),
    )
    op.create_index(op.f("ix_access_tokens_authorization_id"), "access_tokens", ["authorization_id"])
    op.execute(_FILL_NEW_TOKENS)
    op.drop_table("access_tokens_before")

    with op.batch_alter_table("offers", naming_convention=_NAMES) as offers:
        offers.alter_column(
            "token_id",
            new_column_name="authorization_id",
            existing_type=sa.String(64),
            existing_nullable=True,
        )
        offers.alter_column(
            "type_id",
            new_column_name="configuration_ids",
            type_=JsonText,
            existing_type=sa.String(64),
            existing_nullable=False,
        )
    op.execute("""UPDATE offers SET configuration_ids = '["' || configuration_ids || '"]'""")
    with op.batch_alter_table("offers", naming_convention=_NAMES) as offers:
        offers.create_foreign_key(
            "offers_authorization_id_fkey", "authorizations", ["authorization_id"], ["id"]
        )


def downgrade() -> None:
    """Of an offer of several credentials the first is left, and identifiers of credentials are forgotten."""
    with op.batch_alter_table("offers", naming_convention=_NAMES) as offers:
        offers.drop_constraint("offers_authorization_id_fkey", type_="foreignkey")
    _keep_first_configurations()
    with op.batch_alter_table("offers", naming_convention=_NAMES) as offers:
        offers.alter_column(
            "configuration_ids",
            new_column_name="type_id",
            type_=sa.String(64),
            existing_type=JsonText,
            existing_nullable=False,
        )

    op.drop_index(op.f("ix_access_tokens_authorization_id"), table_name="access_tokens")
    op.rename_table("access_tokens", "access_tokens_before")
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
        sa.ForeignKeyConstraint(["citizen_id"], ["citizens.citizen_id"]),
        sa.ForeignKeyConstraint(["offer_id"], ["offers.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("offer_id"),
        sa.UniqueConstraint("token_digest"),
    )
    op.execute(_FILL_OLD_TOKENS)
    op.drop_table("access_tokens_before")
    with op.batch_alter_table("offers", naming_convention=_NAMES) as offers:
        offers.alter_column(
            "authorization_id",
            new_column_name="token_id",
            existing_type=sa.String(64),
            existing_nullable=True,
        )

    op.drop_index(op.f("ix_issuance_intents_authorization_id"), table_name="issuance_intents")
    with op.batch_alter_table("issuance_intents", naming_convention=_NAMES) as intents:
        intents.drop_constraint("issuance_intents_authorization_id_fkey", type_="foreignkey")
        intents.alter_column(
            "authorization_id",
            new_column_name="token_id",
            existing_type=sa.String(64),
            existing_nullable=False,
        )
        intents.drop_column("configuration_id")
    with op.batch_alter_table("issuance_intents", naming_convention=_NAMES) as intents:
        intents.create_foreign_key("issuance_intents_token_id_fkey", "access_tokens", ["token_id"], ["id"])
    op.create_index(op.f("ix_issuance_intents_token_id"), "issuance_intents", ["token_id"], unique=False)
    op.drop_index(op.f("ix_authorizations_citizen_id"), table_name="authorizations")
    op.drop_table("authorizations")


def _keep_first_configurations() -> None:
    connection = op.get_bind()
    offers = sa.table("offers", sa.column("configuration_ids", sa.Text))
    for (text,) in connection.execute(sa.select(offers.c.configuration_ids).distinct()).all():
        connection.execute(
            sa.update(offers)
            .where(offers.c.configuration_ids == text)
            .values(configuration_ids=json.loads(text)[0])
        )
