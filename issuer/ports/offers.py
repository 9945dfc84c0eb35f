"""Offers."""

from collections.abc import Sequence
from typing import Protocol

from issuer.domain.identifiers import OfferId
from issuer.domain.offers import NewOffer, Offer


class OfferRecords(Protocol):
    """Offers, found only by digests of their secrets."""

    async def add(self, offer: NewOffer) -> None:
        """Record a new offer."""
        ...

    async def add_all(self, offers: Sequence[NewOffer]) -> None:
        """Record new offers at one time."""
        ...

    async def find_by_reference(self, reference_digest: bytes) -> Offer | None:
        """The offer behind an address, or None."""
        ...

    async def find_by_code(self, code_digest: bytes) -> Offer | None:
        """The offer behind a pre-authorized code, or None."""
        ...

    async def find_by_issuer_state(self, issuer_state_digest: bytes) -> Offer | None:
        """The offer to which an authorization request refers, or None."""
        ...

    async def find(self, offer_id: OfferId) -> Offer | None:
        """The offer with this identifier, or None."""
        ...

    async def save(self, offer: Offer) -> None:
        """Record the offer's new state."""
        ...
