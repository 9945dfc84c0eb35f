"""Departments' systems."""

from datetime import datetime
from typing import Protocol

from issuer.domain.identifiers import OfficeClientId
from issuer.domain.office_clients import OfficeClient


class OfficeClientRecords(Protocol):
    """Departments' systems, found by the digest of their key."""

    async def add(self, client: OfficeClient, *, key_digest: bytes) -> bool:
        """Record a client; False when its name is taken, then nothing is recorded."""
        ...

    async def find(self, client_id: OfficeClientId) -> OfficeClient | None:
        """The client, or None."""
        ...

    async def find_by_key(self, key_digest: bytes) -> OfficeClient | None:
        """Whose key it is, or None."""
        ...

    async def all(self) -> list[OfficeClient]:
        """All clients, by name."""
        ...

    async def save_key(self, client: OfficeClient, *, key_digest: bytes) -> None:
        """Record another key of a client, and who was shown it; the old one counts no more."""
        ...

    async def disable(self, client_id: OfficeClientId, *, now: datetime) -> None:
        """End a client's key; nothing happens when it ended before."""
        ...
