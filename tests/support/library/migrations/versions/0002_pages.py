"""Books know their pages; shelves are rebuilt, which SQLite does by dropping and copying."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.add_column("book", sa.Column("pages", sa.Integer, nullable=False, server_default="0"))
    with op.batch_alter_table("shelf", recreate="always") as shelf:
        shelf.alter_column("label", existing_type=sa.String(20), nullable=True)


def downgrade() -> None:
    with op.batch_alter_table("book") as book:
        book.drop_column("pages")
