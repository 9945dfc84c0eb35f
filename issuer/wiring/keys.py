"""How the keys are opened."""

from pathlib import Path

from citywallet.protocol.jose import DecryptionKey
from issuer.adapters.key_files import load_key
from issuer.adapters.key_ring import KeyAccess, ListedKeyRing
from issuer.adapters.pkcs11_keys import Pkcs11Tokens
from issuer.domain.message_keys import MessageKeys
from issuer.settings import Settings


def open_keys(settings: Settings) -> ListedKeyRing:
    """The ring of signing keys that the settings name.

    Raises:
        SettingsInvalid: the list, or a key, chain or token that it names, cannot be used.
    """
    passphrase = settings.key_passphrase.get_secret_value().encode()
    return ListedKeyRing(
        settings.signing_keys, KeyAccess(passphrase=passphrase, tokens=_open_tokens(settings))
    )


def open_message_keys(settings: Settings) -> MessageKeys:
    """The keys that open encrypted requests.

    Raises:
        KeyFileInvalid: a file is missing, or holds no key that is encrypted by the issuer's passphrase.
    """
    passphrase = settings.key_passphrase.get_secret_value().encode()
    previous = settings.previous_encryption_key_file
    return MessageKeys(
        current=_open_message_key(settings.encryption_key_file, passphrase=passphrase),
        previous=None if previous is None else _open_message_key(previous, passphrase=passphrase),
    )


def _open_message_key(path: Path, *, passphrase: bytes) -> DecryptionKey:
    return DecryptionKey(load_key(path, passphrase=passphrase).private_key)


def _open_tokens(settings: Settings) -> Pkcs11Tokens | None:
    if settings.pkcs11_module is None:
        return None
    pin = settings.pkcs11_pin
    return Pkcs11Tokens(module=settings.pkcs11_module, pin="" if pin is None else pin.get_secret_value())
