"""TLS on both sides: what a service shows of itself, and whom it believes when it asks others."""

import ssl
from functools import cache
from pathlib import Path

import certifi

from citywallet.runtime.settings import SettingsInvalid


def server_context(identity_file: Path) -> ssl.SSLContext:
    """What a server needs to speak TLS 1.2 or newer; the file (PEM) holds its private key and certificates.

    Raises:
        SettingsInvalid: the file is not there, or key and certificate do not belong together.
    """
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    try:
        context.load_cert_chain(identity_file)
    except (OSError, ValueError):
        raise SettingsInvalid(
            f"The file {identity_file} holds no private key with its certificate for TLS."
        ) from None
    return context


def client_context(authority_file: Path | None) -> ssl.SSLContext:
    """What a client needs to verify servers: the public authorities, and the certificates in the file (PEM).

    Nobody changes a context that came from here: those without a file of their own share one.

    Raises:
        SettingsInvalid: the file is not there or holds no certificate.
    """
    if authority_file is None:
        return _public_authorities()
    context = _trusting_public_authorities()
    try:
        context.load_verify_locations(authority_file)
    except (OSError, ValueError):
        raise SettingsInvalid(
            f"The file {authority_file} holds no certificate of a TLS authority (CITYWALLET_TLS_AUTHORITY)."
        ) from None
    return context


@cache
def _public_authorities() -> ssl.SSLContext:
    """Reading all public authorities takes a tenth of a second: once is enough."""
    return _trusting_public_authorities()


def _trusting_public_authorities() -> ssl.SSLContext:
    context = ssl.create_default_context(cafile=certifi.where())
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context
