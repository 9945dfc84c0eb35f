"""Offers and the tokens handed out for them."""

from datetime import datetime
from typing import Protocol

from issuer.domain.access_tokens import TokenGrant
from issuer.domain.identifiers import OfferId, TokenId
from issuer.domain.offers import Offer, OfferTerms


class OfferRecords(Protocol):
    """Offers, found only by digests of their secrets."""

    async def add(self, terms: OfferTerms, *, reference_digest: bytes, code_digest: bytes) -> None:
        """Record a new offer."""
        ...

    async def find_by_reference(self, reference_digest: bytes) -> Offer | None:
        """The offer behind an address, or None."""
        ...

    async def find_by_code(self, code_digest: bytes) -> Offer | None:
        """The offer behind a pre-authorized code, or None."""
        ...

    async def save(self, offer: Offer) -> None:
        """Record the offer's new state."""
        ...


class TokenRecords(Protocol):
    """Access tokens, found only by digest."""

    async def add(self, grant: TokenGrant, *, token_digest: bytes, offer_id: OfferId) -> None:
        """Record a token that is handed out."""
        ...

    async def find(self, token_digest: bytes) -> TokenGrant | None:
        """What a token allows, or None."""
        ...

    async def revoke(self, token_id: TokenId, *, now: datetime) -> None:
        """End a token; nothing happens when it ended before."""
        ...
