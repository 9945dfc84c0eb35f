"""The states of an offer."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.support.clock import NOON
from wallet_api.domain.errors import OfferAlreadyAccepted, OfferInProgress
from wallet_api.domain.identifiers import CardId, OfferId, Sealed, WalletId
from wallet_api.domain.offers import LEASE, ClaimedOffer, accept, authorize, claim, release

FRESH = ClaimedOffer(
    id=OfferId("1" * 32),
    wallet_id=WalletId("2" * 32),
    digest=b"d" * 32,
    link_digest=b"l" * 32,
    leased_until=NOON + LEASE,
)
AUTHORIZED = authorize(FRESH, terms=(), sealed_session=Sealed(b"sealed"))


def test_new_offer_is_claimed_as_it_is() -> None:
    assert claim(None, fresh=FRESH, now=NOON) is FRESH


@pytest.mark.parametrize("held", [FRESH, AUTHORIZED])
def test_held_offer_is_free_again_at_the_moment_its_lease_ends(held: ClaimedOffer) -> None:
    fresh = replace(FRESH, id=OfferId("3" * 32))
    with pytest.raises(OfferInProgress):
        claim(held, fresh=fresh, now=NOON + LEASE - timedelta(microseconds=1))
    again = claim(held, fresh=fresh, now=NOON + LEASE)
    assert (again.id, again.leased_until) == (FRESH.id, NOON + 2 * LEASE)
    assert type(again) is type(held)


def test_released_offer_is_free_at_once() -> None:
    assert claim(release(AUTHORIZED, now=NOON), fresh=FRESH, now=NOON).leased_until == NOON + LEASE


def test_accepted_offer_stays_accepted() -> None:
    accepted = accept(AUTHORIZED, card_ids=(CardId("4" * 32),))
    with pytest.raises(OfferAlreadyAccepted):
        claim(accepted, fresh=FRESH, now=NOON + timedelta(days=365))
