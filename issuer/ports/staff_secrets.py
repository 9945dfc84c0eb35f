"""What protects the accounts of staff: password hashes, sealed secrets, passkeys."""

from collections.abc import Sequence
from typing import Protocol

from citywallet.protocol.encoding import JsonObject
from issuer.domain.identifiers import UserName
from issuer.domain.staff import Account, Passkey


class PasskeyRefused(Exception):
    """Raised when what a browser sent for a passkey proves nothing."""


class SecretUnreadable(Exception):
    """Raised when a sealed secret cannot be opened: another key, another account, or it was changed."""


class Passwords(Protocol):
    """Slow hashes of passwords."""

    async def hash(self, password: str) -> str:
        """The hash to keep, with its salt and parameters."""
        ...

    async def matches(self, password: str, password_hash: str | None) -> bool:
        """Whether a password is the one behind a hash; without a hash it takes as long and is False."""
        ...


class SecretBox(Protocol):
    """Seals secrets that must be read again."""

    def seal(self, secret: bytes, *, user: UserName) -> bytes:
        """Encrypt and authenticate, for one account."""
        ...

    def open(self, sealed: bytes, *, user: UserName) -> bytes:
        """What was sealed.

        Raises:
            SecretUnreadable: as its name says.
        """
        ...


class PasskeyCeremonies(Protocol):
    """Registering and using passkeys; the person must have shown themselves to the device each time."""

    def registration_options(self, account: Account, *, challenge: bytes) -> JsonObject:
        """What a browser needs to make a passkey."""
        ...

    def request_options(self, passkeys: Sequence[Passkey], *, challenge: bytes) -> JsonObject:
        """What a browser needs to use one of some passkeys."""
        ...

    def verify_registration(self, credential: JsonObject, *, challenge: bytes) -> Passkey:
        """The passkey that a browser made.

        Raises:
            PasskeyRefused: other origin, other challenge, nobody shown, or unreadable.
        """
        ...

    def verify_use(
        self, credential: JsonObject, passkeys: Sequence[Passkey], *, user: UserName, challenge: bytes
    ) -> Passkey:
        """The one of a user's `passkeys` that was used, with its new counter.

        Raises:
            PasskeyRefused: none of them, another's, other origin, other challenge, nobody shown, a counter
                that did not grow, or unreadable.
        """
        ...
