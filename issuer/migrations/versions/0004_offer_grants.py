"""An offer says how it may be taken up, and an authorization whether an officer offered it.

The defaults stay in the database, for a release before this one that goes on writing.

Revision: 0004
"""

import sqlalchemy as sa
from alembic import op

from citywallet.storage.columns import JsonText

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_NAMES = {"uq": "%(table_name)s_%(column_0_name)s_key"}


def upgrade() -> None:
    with op.batch_alter_table("offers", naming_convention=_NAMES) as offers:
        offers.add_column(sa.Column("issuer_state_digest", sa.LargeBinary(length=32)))
        offers.add_column(
            sa.Column("grants", JsonText, nullable=False, server_default='["pre_authorized_code"]')
        )
        offers.create_unique_constraint("offers_issuer_state_digest_key", ["issuer_state_digest"])
    op.add_column(
        "authorizations", sa.Column("is_offered", sa.Boolean(), nullable=False, server_default=sa.true())
    )


def downgrade() -> None:
    """Offers that carry no code can then no longer be taken up."""
    with op.batch_alter_table("authorizations") as authorizations:
        authorizations.drop_column("is_offered")
    with op.batch_alter_table("offers", naming_convention=_NAMES) as offers:
        offers.drop_constraint("offers_issuer_state_digest_key", type_="unique")
        offers.drop_column("grants")
        offers.drop_column("issuer_state_digest")
