"""The issuer's signing keys, from a list beside which their files lie."""

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from citywallet.protocol.keys import PublicJwk, SignatureInvalid, SigningKey, thumbprint, verify_signature
from citywallet.protocol.trust import KeyPurpose
from citywallet.protocol.trust.certificate import parse_certificate
from citywallet.runtime.logging import get_logger
from citywallet.runtime.settings import SettingsInvalid
from issuer.adapters.key_files import KeyFileInvalid, certified_key_of, load_chain, load_key
from issuer.adapters.pkcs11_keys import Pkcs11Tokens, TokenUnusable
from issuer.domain.key_list import KeyInFile, KeyInToken, KeyListInvalid, ListedKey, parse_key_list
from issuer.ports.keys import CertifiedKey, KeyState, SignerUnavailable

_TRIAL = b"citywallet/key-trial/v1"
_log = get_logger("keys")


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyAccess:
    """What opens keys: the passphrase of key files, and the tokens, where there are any."""

    passphrase: bytes
    tokens: Pkcs11Tokens | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Opened:
    purpose: KeyPurpose
    thumbprint: bytes
    certified: CertifiedKey


class ListedKeyRing:
    """Keys of a list, each opened once. The last that has begun to sign, and still may, signs.

    Before anything is known of a purpose, as at the first start of all, its first key signs.
    """

    def __init__(self, path: Path, access: KeyAccess) -> None:
        """Read the list and open its keys.

        Raises:
            SettingsInvalid: the list, or a key, chain or token that it names, cannot be used.
        """
        self._path = path
        self._access = access
        self._content = b""
        self._opened: dict[ListedKey, _Opened] = {}
        self._activated: frozenset[bytes] = frozenset()
        self._ended: frozenset[bytes] = frozenset()
        self._read()
        for purpose in (KeyPurpose.CREDENTIAL, KeyPurpose.STATUS):
            if not self._of(purpose):
                raise KeyFileInvalid(f"The list {path} names no key of the purpose {purpose}.")

    def signer(self, purpose: KeyPurpose) -> CertifiedKey:
        """The key that signs from now on."""
        signing = self._signing(purpose)
        if signing is None:
            raise SignerUnavailable(f"no {purpose} key is in its epoch")
        return signing.certified

    def published(self, purpose: KeyPurpose) -> tuple[CertifiedKey, ...]:
        """The keys whose signatures count, or soon will."""
        return tuple(key.certified for key in self._of(purpose) if key.thumbprint not in self._ended)

    def states(self) -> tuple[KeyState, ...]:
        """Every key, in the order in which they came."""
        signing = [self._signing(purpose) for purpose in KeyPurpose]
        return tuple(
            KeyState(
                purpose=key.purpose,
                thumbprint=key.thumbprint,
                signs=key in signing,
                certificate_ends=parse_certificate(key.certified.chain[0]).not_valid_after_utc,
            )
            for key in self._opened.values()
        )

    def reload(self) -> None:
        """Read the list anew where it changed."""
        try:
            self._read()
        except SettingsInvalid as error:
            # What was opened before goes on signing; the operator's command waits for the new key in vain.
            _log.error("key_list_unusable", error=type(error).__name__, reason=str(error))

    def follow(self, *, activated: Collection[bytes], ended: Collection[bytes]) -> None:
        """Take over which keys have begun to sign, and which no longer may."""
        self._activated, self._ended = frozenset(activated), frozenset(ended)

    def _signing(self, purpose: KeyPurpose) -> _Opened | None:
        keys = self._of(purpose)
        begun = [key for key in keys if key.thumbprint in self._activated]
        if not begun:
            return keys[0] if keys else None
        usable = [key for key in begun if key.thumbprint not in self._ended]
        return usable[-1] if usable else None

    def _of(self, purpose: KeyPurpose) -> list[_Opened]:
        return [key for key in self._opened.values() if key.purpose is purpose]

    def _read(self) -> None:
        try:
            content = self._path.read_bytes()
            if content == self._content:
                return
            listed = parse_key_list(content)
        except (OSError, KeyListInvalid) as error:
            raise KeyFileInvalid(f"The list of signing keys {self._path} cannot be read: {error}.") from error
        self._opened = {entry: self._opened.get(entry) or self._open(entry) for entry in listed}
        self._content = content

    def _open(self, entry: ListedKey) -> _Opened:
        chain_file = self._path.parent / entry.chain
        chain = load_chain(chain_file)
        public = certified_key_of(chain, path=chain_file)
        key = self._open_key(entry, public)
        if not _is_key_of(key, public):
            raise KeyFileInvalid(
                f"The first certificate of {chain_file} is not for the key that is listed with it."
            )
        return _Opened(
            purpose=entry.purpose,
            thumbprint=thumbprint(public),
            certified=CertifiedKey(key=key, chain=chain),
        )

    def _open_key(self, entry: ListedKey, public: PublicJwk) -> SigningKey:
        match entry.key:
            case KeyInFile(name):
                return load_key(self._path.parent / name, passphrase=self._access.passphrase)
            case KeyInToken() as key:
                if self._access.tokens is None:
                    raise TokenUnusable("A key lies in a token, and no PKCS #11 module is configured.")
                return self._access.tokens.open(key, public=public)


def _is_key_of(key: SigningKey, public: PublicJwk) -> bool:
    """Try the key once: only that shows that a token holds the private half of what is certified."""
    try:
        verify_signature(public, message=_TRIAL, signature=key.sign(_TRIAL))
    except (SignatureInvalid, SignerUnavailable):
        return False
    return key.public == public
