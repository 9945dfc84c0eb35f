"""Who of the staff was shown the key of a department's system.

Revision: 0018
"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("office_clients", sa.Column("key_shown_to", sa.String(length=64)))


def downgrade() -> None:
    op.drop_column("office_clients", "key_shown_to")
