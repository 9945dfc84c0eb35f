"""Authorization requests on their way: pushed, before the citizen, and answered with a code."""

from datetime import datetime
from typing import Protocol

from issuer.domain.authorization_codes import CodeRedeemed, CodeTerms, IssuedCode
from issuer.domain.authorization_sessions import AuthorizationSession, Started
from issuer.domain.pushed_requests import PushedRequest, PushTerms


class PushedRequestRecords(Protocol):
    """Pushed requests, found only by the digest of their reference."""

    async def add(self, terms: PushTerms, *, digest: bytes) -> None:
        """Record a push."""
        ...

    async def find(self, digest: bytes) -> PushedRequest | None:
        """The push behind a reference, or None."""
        ...

    async def spend(self, digest: bytes, *, now: datetime) -> bool:
        """Record that the citizen decided; False when that happened before."""
        ...

    async def forget_expired(self, time: datetime) -> None:
        """Drop what ended at `time` or before."""
        ...


class CitizenSessionRecords(Protocol):
    """Citizens' sessions, found only by the digest of their secret."""

    async def add(self, session: Started, *, secret_digest: bytes) -> None:
        """Record a new session."""
        ...

    async def find(self, secret_digest: bytes) -> AuthorizationSession | None:
        """The session behind a secret, or None."""
        ...

    async def save(self, session: AuthorizationSession, *, secret_digest: bytes) -> None:
        """Record the session's new state; from now on it is found by this digest alone."""
        ...

    async def forget_expired(self, time: datetime) -> None:
        """Drop what ended at `time` or before."""
        ...


class CodeRecords(Protocol):
    """Authorization codes, found only by digest."""

    async def add(self, terms: CodeTerms, *, code_digest: bytes) -> None:
        """Record a code that is handed out."""
        ...

    async def find(self, code_digest: bytes) -> IssuedCode | None:
        """The code with this digest, or None."""
        ...

    async def save(self, redeemed: CodeRedeemed, *, code_digest: bytes) -> None:
        """Record that a code was used."""
        ...

    async def forget_expired(self, time: datetime) -> None:
        """Drop what ended at `time` or before."""
        ...
