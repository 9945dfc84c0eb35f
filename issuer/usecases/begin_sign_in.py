"""Somebody of the staff signs in, first step: user and password."""

from dataclasses import dataclass

from citywallet.protocol.encoding import JsonObject
from citywallet.runtime.clock import Clock
from citywallet.runtime.entropy import Entropy
from issuer.domain.identifiers import UserName
from issuer.domain.sessions import digest_of_secret
from issuer.domain.sign_in import SIGN_IN_LIFETIME, PendingSignIn, SignInRefused
from issuer.domain.staff import Active, normalize_password
from issuer.ports import PasskeyCeremonies, Passwords, UnitsOfWork
from issuer.usecases.sign_in_failures import Door

_CHALLENGE_BYTES = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInBegun:
    """The password was right. `secret` goes into a cookie, for the second step alone."""

    secret: str
    has_totp: bool
    passkey_options: JsonObject | None


@dataclass(frozen=True, slots=True, kw_only=True)
class BeginSignIn:
    """Check a password. Whatever is wrong looks the same from outside, and takes as long."""

    units: UnitsOfWork
    clock: Clock
    entropy: Entropy
    passwords: Passwords
    passkeys: PasskeyCeremonies

    async def __call__(self, *, user: str, password: str, address: str) -> SignInBegun:
        """Begin to sign in.

        Raises:
            SignInRefused: unknown user, wrong password, disabled, or one has to wait.
        """
        door = Door(user=UserName(user), address=address)
        now = self.clock.now()
        async with self.units.reading() as records:
            member = await records.staff.find(door.user)
        password_hash = member.password_hash if isinstance(member, Active) else None
        is_right = await self.passwords.matches(normalize_password(password), password_hash)
        secret, challenge = self.entropy.token_urlsafe(32), self.entropy.token_bytes(_CHALLENGE_BYTES)
        async with self.units.writing() as records:
            # Looked at here, where guesses made at one time come one after the other.
            is_locked = await door.is_locked(records, now=now)
            if is_right and not is_locked:
                pending = PendingSignIn(
                    user=door.user, challenge=challenge, wrong_factors=0, expires_at=now + SIGN_IN_LIFETIME
                )
                await records.sign_ins.add(pending, digest=digest_of_secret(secret))
            elif not is_locked:
                await door.note_failure(records, is_staff=member is not None, now=now)
        if is_locked or not is_right or not isinstance(member, Active):
            raise SignInRefused("locked" if is_locked else "wrong")
        keys = member.passkeys
        options = self.passkeys.request_options(keys, challenge=challenge) if keys else None
        return SignInBegun(secret=secret, has_totp=member.totp is not None, passkey_options=options)
