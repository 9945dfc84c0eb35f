"""Signing in: a password, then a second factor; whoever guesses has to wait longer and longer."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from issuer.domain.errors import IssuerError
from issuer.domain.identifiers import UserName

SIGN_IN_LIFETIME = timedelta(minutes=5)
MAX_WRONG_FACTORS = 5
# An address may be that of a whole office behind one router.
FREE_FAILURES_OF_USER, FREE_FAILURES_OF_ADDRESS = 5, 50
_FIRST_WAIT, _LONGEST_WAIT = timedelta(seconds=30), timedelta(hours=1)
_MAX_DOUBLINGS = 16
_FORGOTTEN_AFTER = timedelta(days=1)


class SignInRefused(IssuerError):
    """Raised for a wrong user, password or second factor, and while one must wait; which is not told."""

    code = "sign_in_refused"
    public = "Signing in did not work. Please check what you entered, or try again later."


@dataclass(frozen=True, slots=True, kw_only=True)
class Failures:
    """How often signing in went wrong for one user, or from one address, without success in between."""

    count: int
    last_at: datetime

    def locked_until(self, *, free: int) -> datetime:
        """From when on it may be tried again: the wait doubles with each failure after the `free` ones."""
        if self.count < free:
            return self.last_at
        wait = _FIRST_WAIT * (1 << min(self.count - free, _MAX_DOUBLINGS))
        return self.last_at + min(wait, _LONGEST_WAIT)


def is_locked(failures: Failures | None, *, free: int, now: datetime) -> bool:
    """Whether whoever failed so often must still wait."""
    return failures is not None and now < failures.locked_until(free=free)


def after_failure(failures: Failures | None, *, now: datetime) -> Failures:
    """The failures with one more; those of another day are forgotten."""
    if failures is None or now - failures.last_at >= _FORGOTTEN_AFTER:
        return Failures(count=1, last_at=now)
    return Failures(count=failures.count + 1, last_at=now)


def forgotten_before(now: datetime) -> datetime:
    """Failures whose last one lies before this count no more."""
    return now - _FORGOTTEN_AFTER


@dataclass(frozen=True, slots=True, kw_only=True)
class PendingSignIn:
    """Somebody who gave the right password and owes the second factor."""

    user: UserName
    challenge: bytes
    wrong_factors: int
    expires_at: datetime


def check_pending(pending: PendingSignIn | None, *, now: datetime) -> PendingSignIn:
    """The sign-in, if its second step may still be taken.

    Raises:
        SignInRefused: there is none, or it has ended.
    """
    if pending is None or now >= pending.expires_at or pending.wrong_factors >= MAX_WRONG_FACTORS:
        raise SignInRefused("no sign-in to complete")
    return pending
