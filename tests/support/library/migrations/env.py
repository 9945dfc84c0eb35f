"""Runs the migrations of the imagined service."""

from citywallet.storage.env import run_migrations
from tests.support.library.tables import metadata

run_migrations(metadata)
