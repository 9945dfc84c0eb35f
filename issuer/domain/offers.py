"""An offer's life: open until redeemed, locked by too many wrong transaction codes, or past its time.

    Offered ── right code ──▶ Redeemed          Offered ── fifth wrong transaction code ──▶ Locked

A code is good once. Whoever comes with a used code, and with the transaction code where there is one,
shows that two parties hold it: the first one's authorization is ended.
"""

import hashlib
import hmac
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from citywallet.protocol.encoding import encode_base64url
from citywallet.protocol.oauth import (
    PreAuthorizedCodeRefused,
    PreAuthorizedTokenRequest,
    check_tx_code_presence,
)
from issuer.domain.identifiers import AuthorizationId, CitizenId, CredentialConfigurationId, OfferId

MAX_WRONG_TX_CODES = 5
TX_CODE_DIGITS = 6
_CODE_TAG = b"citywallet/pre-authorized-code/v1"
_STATE_TAG = b"citywallet/issuer-state/v1"


class OfferGrant(StrEnum):
    """How an offer may be taken up: by a code that it carries, or by the citizen's signing in."""

    PRE_AUTHORIZED_CODE = "pre_authorized_code"
    AUTHORIZATION_CODE = "authorization_code"


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferTerms:
    """What never changes about an offer. `tx_code_digest` is None where no transaction code is asked for."""

    id: OfferId
    grants: frozenset[OfferGrant]
    configuration_ids: tuple[CredentialConfigurationId, ...]
    citizen_id: CitizenId
    tx_code_digest: bytes | None
    created_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class NewOffer:
    """An offer to be recorded, with what the database keeps of its secrets."""

    terms: OfferTerms
    reference_digest: bytes
    code_digest: bytes
    issuer_state_digest: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """Open. Wrong transaction codes are counted here."""

    terms: OfferTerms
    wrong_tx_codes: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Locked:
    """Closed for good after too many wrong transaction codes."""

    terms: OfferTerms


@dataclass(frozen=True, slots=True, kw_only=True)
class Redeemed:
    """Used: it ended in one authorization."""

    terms: OfferTerms
    authorization_id: AuthorizationId


Offer = Offered | Locked | Redeemed


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedRedemption:
    """No token is handed out. `offer` is its state from now on; `to_end` is what a used code led to."""

    offer: Offer
    to_end: AuthorizationId | None
    was_guess: bool
    detail: str


def pre_authorized_code(reference: str) -> str:
    """The code of the offer behind a reference, the unguessable last part of the offer's address.

    The code is derived, so that the database need hold neither: a thief of the database can redeem nothing.
    """
    return encode_base64url(hashlib.sha256(_CODE_TAG + reference.encode()).digest())


def issuer_state(reference: str) -> str:
    """What ties an authorization request to the offer behind a reference; derived like the code."""
    return encode_base64url(hashlib.sha256(_STATE_TAG + reference.encode()).digest())


def new_offer(terms: OfferTerms, *, reference: str) -> NewOffer:
    """An offer that will lie behind a reference."""
    return NewOffer(
        terms=terms,
        reference_digest=digest_of(reference),
        code_digest=digest_of(pre_authorized_code(reference)),
        issuer_state_digest=digest_of(issuer_state(reference)),
    )


def digest_of(secret: str) -> bytes:
    """What the database keeps of a long random secret."""
    return hashlib.sha256(secret.encode()).digest()


def digest_of_tx_code(tx_code: str, *, code: str) -> bytes:
    """What the database keeps of a transaction code; keyed by the code, since six digits are guessed fast."""
    return hmac.digest(code.encode(), tx_code.encode(), "sha256")


def redeem(
    offer: Offer, request: PreAuthorizedTokenRequest, *, authorization_id: AuthorizationId, now: datetime
) -> Redeemed | RefusedRedemption:
    """Exchange an offer, found by its code, for the authorization `authorization_id`, or say why not.

    Raises:
        TxCodeMissing: a transaction code is needed and absent; this is not counted as a guess.
        TxCodeUnexpected: one was sent although none is needed.

    Spec: OpenID4VCI 1.0, Token Error Response.
    """
    terms = offer.terms
    # Whoever has the offer's address could work its code out, also where the offer does not carry it.
    if OfferGrant.PRE_AUTHORIZED_CODE not in terms.grants:
        return _refuse(offer, "not by this grant")
    check_tx_code_presence(request, expected=terms.tx_code_digest is not None)
    match offer:
        case Locked():
            return _refuse(offer, "locked")
        case Redeemed():
            if not _is_right_tx_code(terms, request):
                return _refuse(offer, "reused, wrong transaction code", was_guess=True)
            return _refuse(offer, "reused", to_end=offer.authorization_id)
        case Offered():
            if now >= terms.expires_at:
                return _refuse(offer, "expired")
            if not _is_right_tx_code(terms, request):
                return _refuse(_count_wrong_tx_code(offer), "wrong transaction code", was_guess=True)
            return Redeemed(terms=terms, authorization_id=authorization_id)


def take_up_signed_in(offer: Offer | None, *, authorization_id: AuthorizationId) -> Redeemed | None:
    """Take up an offer after its citizen has signed in and agreed; None where somebody else was quicker.

    Its time was held against the clock when the citizen began.
    """
    if not isinstance(offer, Offered):
        return None
    return Redeemed(terms=offer.terms, authorization_id=authorization_id)


def is_open(offer: Offer, *, now: datetime) -> bool:
    """Whether a wallet may still fetch the offer."""
    return isinstance(offer, Offered) and now < offer.terms.expires_at


def error_of(refused: RefusedRedemption) -> PreAuthorizedCodeRefused:
    """The same answer for every cause; the detail is for the log alone."""
    return PreAuthorizedCodeRefused(refused.detail)


def _is_right_tx_code(terms: OfferTerms, request: PreAuthorizedTokenRequest) -> bool:
    if terms.tx_code_digest is None:
        return True
    assert request.tx_code is not None
    given = digest_of_tx_code(request.tx_code, code=request.pre_authorized_code)
    return hmac.compare_digest(given, terms.tx_code_digest)


def _count_wrong_tx_code(offer: Offered) -> Offered | Locked:
    wrong_tx_codes = offer.wrong_tx_codes + 1
    if wrong_tx_codes >= MAX_WRONG_TX_CODES:
        return Locked(terms=offer.terms)
    return replace(offer, wrong_tx_codes=wrong_tx_codes)


def _refuse(
    offer: Offer, detail: str, *, to_end: AuthorizationId | None = None, was_guess: bool = False
) -> RefusedRedemption:
    return RefusedRedemption(offer=offer, to_end=to_end, was_guess=was_guess, detail=detail)
