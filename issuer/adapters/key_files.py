"""Reads signing keys and their certificate chains from files."""

from pathlib import Path

from citywallet.protocol.errors import ProtocolError
from citywallet.protocol.keys import EcSigningKey, PublicJwk, public_jwk_of
from citywallet.protocol.trust.certificate import (
    check_algorithms,
    parse_certificate,
    parse_pem_certificates,
)
from citywallet.runtime.settings import SettingsInvalid
from issuer.ports import CertifiedKey


class KeyFileInvalid(SettingsInvalid):
    """Raised at start when a key or chain file cannot be used; the message names the file and the reason."""


def load_certified_key(key_file: Path, chain_file: Path) -> CertifiedKey:
    """A signing key with its chain: PEM, leaf first, without the root.

    Raises:
        KeyFileInvalid: a file is missing or unreadable, or the leaf certifies another key.
    """
    key = _parse_key(key_file)
    chain = _parse_chain(chain_file)
    if _certified_key(chain[0], chain_file) != key.public:
        raise KeyFileInvalid(f"The first certificate of {chain_file} is not for the key of {key_file}.")
    return CertifiedKey(key=key, chain=chain)


def load_chain_secret(path: Path) -> bytes:
    """The secret of the account that anchors: 64 hexadecimal digits after `0x`.

    Raises:
        KeyFileInvalid: the file is missing or holds something else.
    """
    text = _read(path).decode("ascii", errors="replace").strip()
    try:
        secret = bytes.fromhex(text.removeprefix("0x"))
    except ValueError:
        secret = b""
    if len(secret) != 32:
        raise KeyFileInvalid(f"The file {path} must hold 0x and 64 hexadecimal digits.")
    return secret


def _parse_key(path: Path) -> EcSigningKey:
    try:
        return EcSigningKey.from_pem(_read(path))
    except ProtocolError:
        raise KeyFileInvalid(f"The file {path} holds no P-256 private key in PEM.") from None


def _parse_chain(path: Path) -> tuple[bytes, ...]:
    try:
        chain = parse_pem_certificates(_read(path))
    except ProtocolError:
        chain = ()
    if not chain:
        raise KeyFileInvalid(f"The file {path} holds no certificates in PEM.")
    return chain


def _certified_key(leaf: bytes, path: Path) -> PublicJwk:
    try:
        return public_jwk_of(check_algorithms(parse_certificate(leaf)))
    except ProtocolError:
        raise KeyFileInvalid(f"The first certificate of {path} certifies no P-256 key.") from None


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise KeyFileInvalid(f"The file {path} cannot be read ({type(error).__name__}).") from None
