"""A vault with one key from the environment: AES-256-GCM, one derived key per wallet."""

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from citywallet.runtime.entropy import Entropy
from wallet_api.domain.identifiers import Sealed, WalletId
from wallet_api.ports.vault import SealBroken

KEY_BYTES = 32
_NONCE_BYTES = 12
_VERSION = b"\x01"
_DERIVATION = b"citywallet/vault/v1"


class AesVault:
    """Sealed bytes are version ‖ nonce ‖ ciphertext with tag.

    A key per wallet keeps the number of random nonces under one key far below what AES-GCM allows.
    """

    def __init__(self, *, key: bytes, entropy: Entropy) -> None:
        if len(key) != KEY_BYTES:
            raise ValueError("the vault key must have 32 bytes")
        self._key = key
        self._entropy = entropy

    def seal(self, plaintext: bytes, *, wallet_id: WalletId, place: str) -> Sealed:
        """Encrypt under the wallet's key with a fresh nonce."""
        nonce = self._entropy.token_bytes(_NONCE_BYTES)
        sealed = self._cipher(wallet_id).encrypt(nonce, plaintext, _associated_data(wallet_id, place))
        return Sealed(_VERSION + nonce + sealed)

    def open(self, sealed: Sealed, *, wallet_id: WalletId, place: str) -> bytes:
        """Decrypt, or raise `SealBroken`."""
        if sealed[:1] != _VERSION:
            raise SealBroken("version")
        nonce, body = sealed[1 : 1 + _NONCE_BYTES], sealed[1 + _NONCE_BYTES :]
        try:
            return self._cipher(wallet_id).decrypt(nonce, body, _associated_data(wallet_id, place))
        except (InvalidTag, ValueError) as error:
            raise SealBroken("tag") from error

    def _cipher(self, wallet_id: WalletId) -> AESGCM:
        derivation = HKDF(
            algorithm=SHA256(), length=KEY_BYTES, salt=None, info=_DERIVATION + wallet_id.encode()
        )
        return AESGCM(derivation.derive(self._key))


def _associated_data(wallet_id: WalletId, place: str) -> bytes:
    # A length before the first part: no two pairs give the same bytes.
    name = wallet_id.encode()
    return len(name).to_bytes(2, "big") + name + place.encode()
