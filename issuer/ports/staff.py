"""Staff, their enrolments, sessions and sign-ins under way."""

from datetime import datetime
from typing import Protocol

from issuer.domain.identifiers import UserName
from issuer.domain.sessions import Session
from issuer.domain.sign_in import Failures, PendingSignIn
from issuer.domain.staff import Enrolment, Passkey, StaffMember


class StaffRecords(Protocol):
    """The accounts of staff, and the links by which people enrol."""

    async def find(self, user: UserName) -> StaffMember | None:
        """Whoever has the user name, or None."""
        ...

    async def all(self) -> list[StaffMember]:
        """Everybody, by user name."""
        ...

    async def save(self, member: StaffMember) -> None:
        """Record somebody in their state; passwords and factors of an earlier state are dropped."""
        ...

    async def note_totp_step(self, user: UserName, step: int) -> None:
        """Record that a code was taken."""
        ...

    async def note_passkey(self, user: UserName, passkey: Passkey) -> None:
        """Record a passkey's new counter."""
        ...

    async def add_enrolment(self, enrolment: Enrolment, *, token_digest: bytes) -> None:
        """Record a link to enrol by; an earlier one for the same person counts no more."""
        ...

    async def find_enrolment(self, token_digest: bytes) -> Enrolment | None:
        """What a link stands for, or None."""
        ...

    async def remove_enrolments(self, user: UserName) -> None:
        """End whatever link there is for somebody."""
        ...


class SessionRecords(Protocol):
    """Sessions, found only by digest."""

    async def add(self, session: Session, *, digest: bytes) -> None:
        """Record a new session."""
        ...

    async def find(self, digest: bytes) -> Session | None:
        """The session behind a cookie, or None."""
        ...

    async def note_seen(self, digest: bytes, *, now: datetime) -> None:
        """Record that something was asked."""
        ...

    async def end(self, digest: bytes) -> None:
        """End a session; nothing happens when there is none."""
        ...

    async def end_all_of(self, user: UserName) -> None:
        """End every session and every sign-in under way of somebody."""
        ...


class SignInRecords(Protocol):
    """Sign-ins that owe a second factor, and how often signing in failed."""

    async def add(self, pending: PendingSignIn, *, digest: bytes) -> None:
        """Record that a password was right."""
        ...

    async def find(self, digest: bytes) -> PendingSignIn | None:
        """The sign-in behind a cookie, or None."""
        ...

    async def note_wrong_factor(self, digest: bytes) -> None:
        """Count a second factor that was wrong."""
        ...

    async def end(self, digest: bytes) -> None:
        """End a sign-in."""
        ...

    async def failures(self, key: bytes) -> Failures | None:
        """The failures of one user or address, by the digest of it."""
        ...

    async def save_failures(self, key: bytes, failures: Failures) -> None:
        """Record failures in place of earlier ones."""
        ...

    async def clear_failures(self, key: bytes) -> None:
        """Forget the failures of one user or address."""
        ...

    async def forget(self, *, failures_before: datetime, sessions_before: datetime, now: datetime) -> None:
        """Drop failures that count no more, and sessions, sign-ins and enrolments that have ended."""
        ...
