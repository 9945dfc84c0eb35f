"""How the signing keys are opened."""

from issuer.adapters.key_ring import KeyAccess, ListedKeyRing
from issuer.adapters.pkcs11_keys import Pkcs11Tokens
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


def _open_tokens(settings: Settings) -> Pkcs11Tokens | None:
    if settings.pkcs11_module is None:
        return None
    pin = settings.pkcs11_pin
    return Pkcs11Tokens(module=settings.pkcs11_module, pin="" if pin is None else pin.get_secret_value())
