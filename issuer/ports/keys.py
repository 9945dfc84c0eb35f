"""Keys that sign, and what the public directory says of them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from citywallet.protocol.keys import SigningKey
from citywallet.protocol.trust import KeyEpoch, KeyPurpose
from issuer.domain.signatory import Signatory


class SignerUnavailable(Exception):
    """Raised when no key can sign now: its token does not answer, or none of its purpose is in its epoch."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CertifiedKey:
    """A signing key with its certificate chain, leaf first, without the root.

    Its `sign` may raise `SignerUnavailable`.
    """

    key: SigningKey
    chain: tuple[bytes, ...]

    def signatory(self, issuer: str) -> Signatory:
        """Who signs with this key, as credentials say it."""
        return Signatory(issuer=issuer, key=self.key.public, chain=self.chain)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyState:
    """A key of a ring, by its thumbprint; `signs` says whether it is the one that signs."""

    purpose: KeyPurpose
    thumbprint: bytes
    signs: bool
    certificate_ends: datetime


class KeyRing(Protocol):
    """The issuer's signing keys, as this process knows them now."""

    def signer(self, purpose: KeyPurpose) -> CertifiedKey:
        """The key that signs from now on.

        Raises:
            SignerUnavailable: every key of this purpose is past its epoch.
        """
        ...

    def published(self, purpose: KeyPurpose) -> tuple[CertifiedKey, ...]:
        """The keys whose signatures count, or soon will, in the order in which they came."""
        ...

    def states(self) -> tuple[KeyState, ...]:
        """Every key, in the order in which they came."""
        ...


class RenewableKeyRing(KeyRing, Protocol):
    """A ring that follows what operators add to the list of keys."""

    def reload(self) -> None:
        """Read the list anew; one that cannot be used leaves the keys as they are."""
        ...

    def follow(self, *, activated: Collection[bytes], ended: Collection[bytes]) -> None:
        """Take over which keys (by thumbprint) have begun to sign, and which no longer may."""
        ...


class KeyDirectory(Protocol):
    """The public directory's word on the keys of this issuer."""

    async def epoch_of(self, thumbprint: bytes) -> KeyEpoch | None:
        """The epoch of a key; None if it is not registered.

        Raises:
            ChainUnavailable: try again later.
        """
        ...
