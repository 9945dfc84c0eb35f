"""Runs the issuer's migrations; called by `citywallet.storage.migrate`."""

from citywallet.storage.env import run_migrations
from issuer.adapters.tables import metadata

run_migrations(metadata)
