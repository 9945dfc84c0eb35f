"""Issuances, and what wallets reported of them."""

from collections.abc import Collection, Mapping
from typing import Protocol

from issuer.domain.identifiers import AuthorizationId, IssuanceId
from issuer.domain.issuances import Issuance
from issuer.domain.notifications import Notification


class IssuanceRecords(Protocol):
    """Answered requests, and the notifications that came back."""

    async def add(self, issuance: Issuance) -> None:
        """Record an issuance; a request of one digest is answered once under an authorization."""
        ...

    async def find(self, issuance_id: IssuanceId) -> Issuance | None:
        """The issuance, or None."""
        ...

    async def answering(self, authorization_id: AuthorizationId, request_digest: bytes) -> Issuance | None:
        """The issuance that answered a request under an authorization, or None."""
        ...

    async def notifications_of(
        self, issuance_ids: Collection[IssuanceId]
    ) -> Mapping[IssuanceId, tuple[Notification, ...]]:
        """What was reported of each, in the order in which it came."""
        ...

    async def note(self, notification: Notification) -> None:
        """Record what a wallet reported; the first report of an event stays."""
        ...
