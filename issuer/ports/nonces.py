"""Nonces that were used."""

from datetime import datetime
from typing import Protocol


class NonceRecords(Protocol):
    """Nonces that were used, and the secret they are made with."""

    async def secret(self) -> bytes | None:
        """The issuer's secret for nonces; None before the first start."""
        ...

    async def keep_secret(self, secret: bytes) -> None:
        """Record the secret for ever; nothing happens when there is one already."""
        ...

    async def consume(self, nonce_digest: bytes, *, expires_at: datetime) -> bool:
        """Mark a nonce as used; False when it was used before."""
        ...

    async def forget_expired(self, time: datetime) -> None:
        """Drop what ended by itself at `time` or before."""
        ...
