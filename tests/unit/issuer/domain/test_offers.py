"""An offer's life, as a model: one authorization, five guesses, one end."""

from datetime import UTC, datetime, timedelta

import pytest

from citywallet.protocol.oauth import PreAuthorizedTokenRequest, TxCodeMissing, TxCodeUnexpected
from issuer.domain.identifiers import AuthorizationId, CitizenId, CredentialConfigurationId, OfferId
from issuer.domain.offers import (
    MAX_WRONG_TX_CODES,
    Locked,
    Offer,
    Offered,
    OfferGrant,
    OfferTerms,
    Redeemed,
    RefusedRedemption,
    digest_of_tx_code,
    is_open,
    issuer_state,
    pre_authorized_code,
    redeem,
    take_up_signed_in,
)

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
CODE = pre_authorized_code("a reference that nobody can guess")
FIRST, SECOND = AuthorizationId("first"), AuthorizationId("second")


def an_offer(
    *,
    tx_code: str | None = None,
    expires_at: datetime = NOW + timedelta(minutes=15),
    grants: frozenset[OfferGrant] = frozenset(OfferGrant),
) -> Offered:
    return Offered(
        terms=OfferTerms(
            grants=grants,
            id=OfferId("offer"),
            configuration_ids=(CredentialConfigurationId("citizen-id"),),
            citizen_id=CitizenId("c-1"),
            tx_code_digest=None if tx_code is None else digest_of_tx_code(tx_code, code=CODE),
            created_at=NOW,
            expires_at=expires_at,
        )
    )


def attempt(
    offer: Offer,
    tx_code: str | None = None,
    *,
    authorization_id: AuthorizationId = FIRST,
    now: datetime = NOW,
) -> Redeemed | RefusedRedemption:
    request = PreAuthorizedTokenRequest(pre_authorized_code=CODE, tx_code=tx_code)
    return redeem(offer, request, authorization_id=authorization_id, now=now)


def test_an_open_offer_is_redeemed_for_one_authorization() -> None:
    assert attempt(an_offer()) == Redeemed(terms=an_offer().terms, authorization_id=FIRST)


@pytest.mark.threat(36)
def test_an_offer_is_refused_at_the_moment_it_expires() -> None:
    offer = an_offer(expires_at=NOW)
    assert isinstance(attempt(offer), RefusedRedemption)
    assert not is_open(offer, now=NOW)
    assert isinstance(attempt(offer, now=NOW - timedelta(microseconds=1)), Redeemed)


@pytest.mark.threat(34)
def test_a_used_offer_names_the_authorization_to_end() -> None:
    redeemed = attempt(an_offer())
    assert isinstance(redeemed, Redeemed)
    again = attempt(redeemed, authorization_id=SECOND)
    assert isinstance(again, RefusedRedemption)
    assert again.to_end == FIRST
    assert again.offer == redeemed


@pytest.mark.threat(126)
def test_a_used_offer_spoils_nothing_for_who_has_no_transaction_code() -> None:
    redeemed = attempt(an_offer(tx_code="123456"), "123456")
    assert isinstance(redeemed, Redeemed)
    again = attempt(redeemed, "654321", authorization_id=SECOND)
    assert isinstance(again, RefusedRedemption)
    assert again.to_end is None


@pytest.mark.threat(35)
def test_the_fifth_wrong_transaction_code_locks_the_offer_for_good() -> None:
    offer: Offer = an_offer(tx_code="123456")
    for _ in range(MAX_WRONG_TX_CODES):
        assert isinstance(offer, Offered)
        outcome = attempt(offer, "000000")
        assert isinstance(outcome, RefusedRedemption)
        offer = outcome.offer
    assert isinstance(offer, Locked)
    assert isinstance(attempt(offer, "123456"), RefusedRedemption)
    assert not is_open(offer, now=NOW)


@pytest.mark.parametrize("tx_code", ["12345", "1234567", " 123456", "１２３４５６", "123456\x00"])
def test_only_the_exact_transaction_code_counts(tx_code: str) -> None:
    assert isinstance(attempt(an_offer(tx_code="123456"), tx_code), RefusedRedemption)


def test_presence_of_the_transaction_code_must_fit_the_offer() -> None:
    with pytest.raises(TxCodeMissing):
        attempt(an_offer(tx_code="123456"))
    with pytest.raises(TxCodeUnexpected):
        attempt(an_offer(), "123456")


def test_the_digest_of_a_transaction_code_depends_on_the_offers_code() -> None:
    other = pre_authorized_code("another reference")
    assert digest_of_tx_code("123456", code=CODE) != digest_of_tx_code("123456", code=other)


def test_offer_without_code_is_not_taken_up_by_the_code_that_could_be_worked_out() -> None:
    offer = an_offer(grants=frozenset({OfferGrant.AUTHORIZATION_CODE}))
    refused = attempt(offer)
    assert isinstance(refused, RefusedRedemption)
    assert (refused.offer, refused.to_end) == (offer, None)


def test_offer_is_taken_up_once_by_its_citizen_who_signed_in() -> None:
    redeemed = take_up_signed_in(an_offer(), authorization_id=FIRST)
    assert isinstance(redeemed, Redeemed)
    assert redeemed.authorization_id == FIRST
    assert take_up_signed_in(redeemed, authorization_id=SECOND) is None
    assert take_up_signed_in(None, authorization_id=SECOND) is None


def test_code_and_state_of_one_offer_tell_nothing_of_each_other() -> None:
    reference = "a reference that nobody can guess"
    assert len({reference, pre_authorized_code(reference), issuer_state(reference)}) == 3
