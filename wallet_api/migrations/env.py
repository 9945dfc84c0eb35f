"""Runs the wallet's migrations; called by `citywallet.storage.migrate`."""

from citywallet.storage.env import run_migrations
from wallet_api.adapters.tables import metadata

run_migrations(metadata)
