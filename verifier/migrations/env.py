"""Runs the verifier's migrations; called by `citywallet.storage.migrate`."""

from citywallet.storage.env import run_migrations
from verifier.adapters.tables import metadata

run_migrations(metadata)
