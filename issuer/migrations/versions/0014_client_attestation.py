"""The key by which a client proved who it is.

Revision: 0014
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("authorizations", sa.Column("instance_thumbprint", sa.LargeBinary(length=32)))


def downgrade() -> None:
    with op.batch_alter_table("authorizations") as authorizations:
        authorizations.drop_column("instance_thumbprint")
