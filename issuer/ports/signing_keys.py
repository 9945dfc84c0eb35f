"""Which keys have begun to sign, and which are past their epoch."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from citywallet.protocol.trust import KeyPurpose


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyInUse:
    """A key that the directory showed; `ended_at` is the end of its epoch, None while it lasts."""

    thumbprint: bytes
    purpose: KeyPurpose
    activated_at: datetime
    ended_at: datetime | None


class SigningKeyRecords(Protocol):
    """Keys in use, so that a start without the chain knows them."""

    async def all(self) -> list[KeyInUse]:
        """Every key that was ever in use."""
        ...

    async def activate(self, thumbprint: bytes, *, purpose: KeyPurpose, now: datetime) -> bool:
        """Record that a key begins to sign; False when it was recorded before."""
        ...

    async def end(self, thumbprint: bytes, *, at: datetime) -> None:
        """Record the end of a key's epoch."""
        ...
