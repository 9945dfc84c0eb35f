"""What every service's `migrations/env.py` calls."""

from alembic import context
from sqlalchemy import Connection, MetaData


def run_migrations(metadata: MetaData) -> None:
    """Run what `citywallet.storage.migrate` asked for, on the connection it opened.

    A service's `migrations/env.py` is two imports and `run_migrations(metadata)`.
    """
    connection = context.config.attributes["connection"]
    assert isinstance(connection, Connection)
    context.configure(connection=connection, target_metadata=metadata, render_as_batch=True)
    with context.begin_transaction():
        context.run_migrations()
