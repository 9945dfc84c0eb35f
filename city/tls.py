"""The development TLS authority of a city that serves https, and the certificate that its services show.

A folder of its own, made whole. The server's certificate is renewed before it ends, and so, years later, is
the authority: whoever trusted the old root must then trust the new one.
"""

import shutil
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from city.authority import certificate_terms, new_key
from city.errors import CityHalfBuilt
from city.layout import Layout
from city.ports import Addresses
from city.tls_certificates import build_server_certificate, build_tls_root
from citywallet.protocol.errors import ProtocolError
from citywallet.protocol.keys import EcSigningKey
from citywallet.runtime.entropy import Entropy
from citywallet.runtime.files import write_whole

_ROOT_LIFETIME: Final = timedelta(days=3650)
# Browsers take no server certificate of more than 398 days.
_SERVER_LIFETIME: Final = timedelta(days=397)
_RENEWED_BEFORE_END: Final = timedelta(days=60)


def prepare_tls(layout: Layout, *, entropy: Entropy, now: datetime) -> None:
    """Make the authority and the server's certificate, or renew what ends soon; else leave them as they are.

    Raises:
        CityHalfBuilt: a file is missing or damaged.
    """
    if not layout.tls.exists() or _end_of(layout.tls_authority) - now < _SERVER_LIFETIME:
        _make_authority(layout, entropy=entropy, now=now)
    elif _end_of(layout.tls_identity) - now < _RENEWED_BEFORE_END:
        _make_server(layout.tls, layout, entropy=entropy, now=now)


def trusted_tls_authority(layout: Layout, addresses: Addresses) -> Path | None:
    """The file with the root that whoever speaks to this city must trust beside the public ones, if any."""
    return layout.tls_authority.resolve() if addresses.is_tls else addresses.tls_authority


def _make_authority(layout: Layout, *, entropy: Entropy, now: datetime) -> None:
    unfinished = layout.tls.with_name(".tls.unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(mode=0o700, parents=True)
    key = new_key(entropy)
    root = build_tls_root(key, terms=certificate_terms(entropy, now=now, lifetime=_ROOT_LIFETIME))
    write_whole(unfinished / layout.tls_authority_key.name, key.to_pem(), mode=0o600)
    write_whole(unfinished / layout.tls_authority.name, root.public_bytes(Encoding.PEM), mode=0o644)
    _make_server(unfinished, layout, entropy=entropy, now=now)
    shutil.rmtree(layout.tls, ignore_errors=True)
    unfinished.rename(layout.tls)


def _make_server(folder: Path, layout: Layout, *, entropy: Entropy, now: datetime) -> None:
    root = _certificate(folder / layout.tls_authority.name)
    key = new_key(entropy)
    certificate = build_server_certificate(
        key,
        root=root,
        root_key=_key(folder / layout.tls_authority_key.name),
        terms=certificate_terms(entropy, now=now, lifetime=_SERVER_LIFETIME),
    )
    # Key and certificate in one file: a crash cannot part them.
    identity = key.to_pem() + certificate.public_bytes(Encoding.PEM)
    write_whole(folder / layout.tls_identity.name, identity, mode=0o600)


def _end_of(path: Path) -> datetime:
    return _certificate(path).not_valid_after_utc


def _certificate(path: Path) -> x509.Certificate:
    try:
        return x509.load_pem_x509_certificate(path.read_bytes())
    except (OSError, ValueError) as broken:
        raise _damaged(path) from broken


def _key(path: Path) -> EcSigningKey:
    try:
        return EcSigningKey.from_pem(path.read_bytes())
    except (OSError, ProtocolError) as broken:
        raise _damaged(path) from broken


def _damaged(path: Path) -> CityHalfBuilt:
    return CityHalfBuilt(
        f"The file {path} is missing or damaged: remove the folder {path.parent}, and the next start makes "
        "another TLS authority."
    )
