"""Signing keys in a PKCS #11 token, a hardware security module for instance.

Needs the extra `hsm` (python-pkcs11), which is imported only where a key lies in a token.
"""

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from citywallet.protocol.keys import PublicJwk
from citywallet.runtime.settings import SettingsInvalid
from issuer.domain.key_list import KeyInToken
from issuer.ports.keys import SignerUnavailable

if TYPE_CHECKING:
    import pkcs11


class TokenUnusable(SettingsInvalid):
    """Raised when the module, the token or a key in it is not to be had; the message names which."""


class Pkcs11Tokens:
    """The tokens behind one PKCS #11 module, opened with one PIN."""

    def __init__(self, *, module: Path, pin: str) -> None:
        """Load the module.

        Raises:
            TokenUnusable: python-pkcs11 is not installed, or the module cannot be loaded.
        """
        try:
            import pkcs11
        except ImportError:
            raise TokenUnusable(
                "Keys in a token need the extra hsm: pip install 'citywallet[hsm]'."
            ) from None
        self._pin = pin
        try:
            self._library = pkcs11.lib(str(module))
        except (pkcs11.PKCS11Error, RuntimeError) as error:
            raise TokenUnusable(
                f"The PKCS #11 module {module} cannot be loaded ({type(error).__name__})."
            ) from None

    def open(self, key: KeyInToken, *, public: PublicJwk) -> "TokenSigningKey":
        """A key in a token; `public` is its certified half.

        Raises:
            TokenUnusable: no such token or key, or the token refuses the PIN.
        """
        from pkcs11 import PKCS11Error

        try:
            return TokenSigningKey(lambda: self.find(key), public=public)
        except PKCS11Error as error:
            raise TokenUnusable(
                f"The key {key.label} in the token {key.token} cannot be used ({type(error).__name__})."
            ) from None

    def find(self, key: KeyInToken) -> "pkcs11.SignMixin":
        """The private key in a session of its own.

        Raises:
            PKCS11Error: the token or the key is not there, the PIN is wrong, or the key may not sign.
        """
        from pkcs11 import MechanismInvalid, ObjectClass, SignMixin, UserAlreadyLoggedIn

        token = self._library.get_token(token_label=key.token)
        try:
            session = token.open(user_pin=self._pin)
        except UserAlreadyLoggedIn:  # for another key: a token is unlocked for the whole process
            session = token.open()
        found = session.get_key(object_class=ObjectClass.PRIVATE_KEY, label=key.label)
        if not isinstance(found, SignMixin):
            raise MechanismInvalid
        return found


class TokenSigningKey:
    """A P-256 key that stays in its token. Its signatures are not deterministic."""

    def __init__(self, find: "Callable[[], pkcs11.SignMixin]", *, public: PublicJwk) -> None:
        self._find = find
        self._key = find()
        self._public = public

    @property
    def public(self) -> PublicJwk:
        """The public half, as certified."""
        return self._public

    def sign(self, message: bytes) -> bytes:
        """Sign a message with ES256; 64 raw bytes, r before s. A lost session is opened once more.

        Raises:
            SignerUnavailable: the token does not sign.
        """
        from pkcs11 import PKCS11Error

        digest = hashlib.sha256(message).digest()
        try:
            return _sign(self._key, digest)
        except PKCS11Error:
            pass
        try:
            self._key = self._find()
            return _sign(self._key, digest)
        except PKCS11Error as error:
            raise SignerUnavailable(type(error).__name__) from error


def _sign(key: "pkcs11.SignMixin", digest: bytes) -> bytes:
    from pkcs11 import Mechanism

    return bytes(key.sign(digest, mechanism=Mechanism.ECDSA))
