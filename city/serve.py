"""Runs one service in this process, from its environment: for `citywallet serve` and the city's children."""

import importlib
import sys
from typing import Any

PACKAGES = {"issuer": "issuer", "wallet": "wallet_api", "verifier": "verifier"}
# Beside them, the demo provider of identities keeps no database.
_SERVED = {**PACKAGES, "identity": "city.identity_provider"}


def serve(service: str, *, migrate: bool) -> int:
    """Serve until stopped; returns the exit status. A reason not to start is one sentence on stderr.

    The port is taken before anything heavy is loaded. With `migrate` the database is first brought up to
    date.
    """
    from citywallet.runtime.logging import configure_logging
    from citywallet.runtime.serve import PortInUse, listen, serve_on
    from citywallet.runtime.settings import SettingsInvalid, load
    from citywallet.runtime.tls import server_context
    from citywallet.storage.errors import StorageError

    configure_logging(service)
    package = _SERVED[service]
    settings_type: Any = importlib.import_module(f"{package}.settings").Settings
    try:
        settings = load(settings_type)
        sockets = listen(port=settings.port)
        identity = settings.tls_identity_file
        tls = None if identity is None else server_context(identity)
        if service in PACKAGES:
            _bring_database(settings.database_url, f"{package}.migrations", migrate=migrate)
        app = importlib.import_module(f"{package}.app").build_app(settings)
    except (SettingsInvalid, PortInUse, StorageError) as refused:
        sys.stderr.write(f"{refused}\n")
        return 1
    serve_on(sockets, app, tls=tls)
    return 0


def _bring_database(url: str, migrations: str, *, migrate: bool) -> None:
    from citywallet.storage.migrate import require_migrated, upgrade

    bring = upgrade if migrate else require_migrated
    bring(url, migrations)
