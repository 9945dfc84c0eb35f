"""Refresh tokens, by families of which one token counts."""

from datetime import datetime
from typing import Protocol

from issuer.domain.identifiers import AuthorizationId
from issuer.domain.refresh_tokens import RefreshGrant


class RefreshTokenRecords(Protocol):
    """Refresh tokens, found only by digest."""

    async def add(
        self, authorization_id: AuthorizationId, *, number: int, token_digest: bytes, expires_at: datetime
    ) -> None:
        """Record the newest token of an authorization, in place of one with the same number."""
        ...

    async def find(self, token_digest: bytes) -> RefreshGrant | None:
        """The token, or None."""
        ...

    async def mark_used(self, token_digest: bytes, *, now: datetime) -> None:
        """Record that a token was used; nothing happens when it was used before."""
        ...
