"""Status list tokens are signed as CWT, too; those from before have none.

Revision: 0011
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("status_publications", sa.Column("cwt", sa.LargeBinary()))


def downgrade() -> None:
    with op.batch_alter_table("status_publications") as publications:
        publications.drop_column("cwt")
