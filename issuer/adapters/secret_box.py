"""Secrets of staff, sealed with a key from the settings: AES-256-GCM."""

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from citywallet.runtime.entropy import Entropy
from issuer.domain.identifiers import UserName
from issuer.ports import SecretUnreadable

_NONCE_BYTES = 12
_VERSION = b"\x01"
_PURPOSE = b"citywallet/staff/v1"


class AesSecretBox:
    """Sealed bytes are version, nonce, ciphertext and tag; they open for one account alone."""

    def __init__(self, *, key: bytes, entropy: Entropy) -> None:
        self._cipher = AESGCM(key)
        self._entropy = entropy

    def seal(self, secret: bytes, *, user: UserName) -> bytes:
        """Encrypt and authenticate, for one account."""
        nonce = self._entropy.token_bytes(_NONCE_BYTES)
        return _VERSION + nonce + self._cipher.encrypt(nonce, secret, _PURPOSE + user.encode())

    def open(self, sealed: bytes, *, user: UserName) -> bytes:
        """What was sealed, or `SecretUnreadable`."""
        version, nonce, body = sealed[:1], sealed[1 : 1 + _NONCE_BYTES], sealed[1 + _NONCE_BYTES :]
        if version != _VERSION:
            raise SecretUnreadable("version")
        try:
            return self._cipher.decrypt(nonce, body, _PURPOSE + user.encode())
        except (InvalidTag, ValueError) as error:
            raise SecretUnreadable("tag") from error
