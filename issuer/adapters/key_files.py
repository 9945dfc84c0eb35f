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


class KeyFileInvalid(SettingsInvalid):
    """Raised when a key or chain file cannot be used; the message names the file and the reason."""


def load_key(path: Path, *, passphrase: bytes) -> EcSigningKey:
    """A private key from an encrypted PKCS #8 file (PEM).

    Raises:
        KeyFileInvalid: the file is missing, not encrypted, encrypted by another passphrase, or no P-256 key.
    """
    try:
        return EcSigningKey.from_encrypted_pem(_read(path), passphrase=passphrase)
    except ProtocolError:
        raise KeyFileInvalid(
            f"The file {path} holds no P-256 private key that is encrypted by the issuer's passphrase."
        ) from None


def load_chain(path: Path) -> tuple[bytes, ...]:
    """A certificate chain in PEM: leaf first, without the root.

    Raises:
        KeyFileInvalid: the file is missing or holds none.
    """
    try:
        chain = parse_pem_certificates(_read(path))
    except ProtocolError:
        chain = ()
    if not chain:
        raise KeyFileInvalid(f"The file {path} holds no certificates in PEM.")
    return chain


def certified_key_of(chain: tuple[bytes, ...], *, path: Path) -> PublicJwk:
    """The key for which a chain's first certificate stands.

    Raises:
        KeyFileInvalid: it certifies no P-256 key.
    """
    try:
        return public_jwk_of(check_algorithms(parse_certificate(chain[0])))
    except ProtocolError:
        raise KeyFileInvalid(f"The first certificate of {path} certifies no P-256 key.") from None


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


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise KeyFileInvalid(f"The file {path} cannot be read ({type(error).__name__}).") from None
