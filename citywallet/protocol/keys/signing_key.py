"""Private P-256 keys that sign ES256, behind an interface that a hardware module can also serve."""

from typing import Protocol, Self

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from citywallet.protocol.keys.errors import KeyUnsupported
from citywallet.protocol.keys.public_jwk import PublicJwk, public_jwk_of
from citywallet.protocol.keys.signatures import CURVE_ORDER

_MINIMUM_SECRET_BYTES = 40  # 64 bits beyond the order, so that no scalar is noticeably likelier than another

# RFC 6979: the same message gives the same signature, so that a result is a function of its inputs.
_ECDSA = ec.ECDSA(SHA256(), deterministic_signing=True)


class SigningKey(Protocol):
    """Whoever can sign ES256 with one key, and say which."""

    @property
    def public(self) -> PublicJwk:
        """The public half."""
        ...

    def sign(self, message: bytes) -> bytes:
        """Sign a message; 64 raw bytes, r before s."""
        ...


class EcSigningKey:
    """A P-256 private key held in memory. Its signatures are deterministic."""

    __slots__ = ("_private_key", "_public")

    def __init__(self, private_key: ec.EllipticCurvePrivateKey) -> None:
        """Take a key of `cryptography`; `from_secret` and `from_pem` are the usual ways.

        Raises:
            KeyUnsupported: the key is on another curve.
        """
        self._public = public_jwk_of(private_key.public_key())
        self._private_key = private_key

    @classmethod
    def from_secret(cls, secret: bytes) -> Self:
        """Derive a key from at least 40 random bytes; the same bytes give the same key.

        Raises:
            ValueError: `secret` is shorter.
        """
        if len(secret) < _MINIMUM_SECRET_BYTES:
            raise ValueError(f"at least {_MINIMUM_SECRET_BYTES} random bytes are required")
        scalar = int.from_bytes(secret) % (CURVE_ORDER - 1) + 1
        return cls(ec.derive_private_key(scalar, ec.SECP256R1()))

    @classmethod
    def from_pem(cls, pem: bytes) -> Self:
        """Read an unencrypted PKCS #8 or SEC 1 key.

        Raises:
            KeyUnsupported: not a P-256 private key in PEM.
        """
        return cls(_load(pem, passphrase=None))

    @classmethod
    def from_encrypted_pem(cls, pem: bytes, *, passphrase: bytes) -> Self:
        """Read an encrypted PKCS #8 key. A key that lies there open is refused: somebody may have read it.

        Raises:
            KeyUnsupported: not encrypted, by another passphrase, or not a P-256 private key in PEM.
        """
        return cls(_load(pem, passphrase=passphrase))

    def to_encrypted_pem(self, *, passphrase: bytes) -> bytes:
        """Write the key as PKCS #8, encrypted by a passphrase that cannot be guessed."""
        encryption = BestAvailableEncryption(passphrase)
        return self._private_key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, encryption)

    def to_pem(self) -> bytes:
        """Write the key as unencrypted PKCS #8; whoever stores it guards it."""
        return self._private_key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())

    @property
    def private_key(self) -> ec.EllipticCurvePrivateKey:
        """The key for building certificates, which need the library's own object."""
        return self._private_key

    @property
    def public(self) -> PublicJwk:
        """The public half."""
        return self._public

    def sign(self, message: bytes) -> bytes:
        """Sign a message with ES256; 64 raw bytes, r before s.

        Spec: JSON Web Algorithms, Digital Signature with ECDSA.
        """
        der = self._private_key.sign(message, _ECDSA)
        # SEQUENCE of two INTEGERs, each of at most 33 bytes, so that every length takes one byte.
        r_end = 4 + der[3]
        return _fixed(der[4:r_end]) + _fixed(der[r_end + 2 :])

    def __repr__(self) -> str:
        return f"EcSigningKey(public={self._public!r})"


def _load(pem: bytes, *, passphrase: bytes | None) -> ec.EllipticCurvePrivateKey:
    try:
        # With a passphrase the library refuses a key that is not encrypted.
        private_key = load_pem_private_key(pem, password=passphrase)
    except (ValueError, TypeError) as error:
        raise KeyUnsupported(type(error).__name__) from None
    if not isinstance(private_key, ec.EllipticCurvePrivateKey):
        raise KeyUnsupported(type(private_key).__name__)
    return private_key


def _fixed(integer: bytes) -> bytes:
    """A DER integer's bytes as exactly 32: without its leading zero, or padded."""
    return integer[-32:].rjust(32, b"\x00")
