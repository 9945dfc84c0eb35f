"""Accepting an offer, as a state machine: claimed, authorized, accepted.

An offer is *claimed* before its code is redeemed, because redeeming one code twice makes an issuer revoke the
first token. Once *authorized* the access token is kept: a retry after a lost answer asks with the same token,
so that the issuer never leaves two live credentials. *Accepted* is final: its link gives nothing more.
"""

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TypeVar

from citywallet.protocol.oauth import WebUrl
from citywallet.protocol.oid4vci import CredentialOffer
from wallet_api.domain.cards import CardFace
from wallet_api.domain.errors import OfferAlreadyAccepted, OfferInProgress
from wallet_api.domain.identifiers import CardId, OfferId, Sealed, WalletId

LEASE = timedelta(seconds=60)


@dataclass(frozen=True, slots=True, kw_only=True)
class CredentialTerms:
    """What is to be requested for one offered configuration, and what must come back.

    `credential_identifier` is set when the token named a dataset; the request then names that instead.
    """

    face: CardFace
    credential_endpoint: WebUrl
    nonce_endpoint: WebUrl | None
    credential_identifier: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimedOffer:
    """Somebody is redeeming this offer until `leased_until`; after that it may be tried again."""

    id: OfferId
    wallet_id: WalletId
    digest: bytes
    link_digest: bytes
    leased_until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorizedOffer:
    """The code is redeemed; the sealed session with its token waits for key proofs."""

    id: OfferId
    wallet_id: WalletId
    digest: bytes
    link_digest: bytes
    leased_until: datetime
    terms: tuple[CredentialTerms, ...]
    sealed_session: Sealed


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptedOffer:
    """The cards of this offer are in the wallet."""

    id: OfferId
    wallet_id: WalletId
    digest: bytes
    link_digest: bytes
    card_ids: tuple[CardId, ...]


Offer = ClaimedOffer | AuthorizedOffer | AcceptedOffer
Held = TypeVar("Held", bound=ClaimedOffer | AuthorizedOffer)


def offer_digest(offer: CredentialOffer, *, code: str) -> bytes:
    """Name an offer by its issuer and code, however it was carried, without the code itself being stored."""
    return hashlib.sha256(f"{offer.credential_issuer}\n{code}".encode()).digest()


def link_digest(link: str) -> bytes:
    """Name a link: an issuer may stop serving an offer by reference once its code was redeemed."""
    return hashlib.sha256(link.strip().encode()).digest()


def claim(known: Offer | None, *, fresh: ClaimedOffer, now: datetime) -> ClaimedOffer | AuthorizedOffer:
    """Take an offer in hand that came by a link just read: a new one, or one seen before.

    Raises:
        OfferAlreadyAccepted, OfferInProgress: as `take`.
    """
    if known is None:
        return fresh
    return replace(take(known, now=now), link_digest=fresh.link_digest)


def take(known: Held | AcceptedOffer, *, now: datetime) -> Held:
    """Take a known offer in hand again, once nobody holds it.

    Raises:
        OfferAlreadyAccepted: its cards were received before.
        OfferInProgress: another request holds it.
    """
    if isinstance(known, AcceptedOffer):
        raise OfferAlreadyAccepted
    if now < known.leased_until:
        raise OfferInProgress
    return replace(known, leased_until=now + LEASE)


def authorize(
    claimed: ClaimedOffer, *, terms: tuple[CredentialTerms, ...], sealed_session: Sealed
) -> AuthorizedOffer:
    """Keep what the token endpoint answered."""
    return AuthorizedOffer(
        id=claimed.id,
        wallet_id=claimed.wallet_id,
        digest=claimed.digest,
        link_digest=claimed.link_digest,
        leased_until=claimed.leased_until,
        terms=terms,
        sealed_session=sealed_session,
    )


def release(held: AuthorizedOffer, *, now: datetime) -> AuthorizedOffer:
    """Let go of an authorized offer, so that it can be tried again at once."""
    return replace(held, leased_until=now)


def accept(authorized: AuthorizedOffer, *, card_ids: tuple[CardId, ...]) -> AcceptedOffer:
    """Close the offer: its cards are stored. The session is forgotten."""
    return AcceptedOffer(
        id=authorized.id,
        wallet_id=authorized.wallet_id,
        digest=authorized.digest,
        link_digest=authorized.link_digest,
        card_ids=card_ids,
    )
