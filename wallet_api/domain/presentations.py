"""Answering a verifier's request, as a state machine: awaiting consent, answering, answered."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from citywallet.protocol.bilingual import BilingualText
from citywallet.protocol.sdjwt import ClaimPath
from wallet_api.domain.errors import PresentationAlreadyAnswered, RequestExpired
from wallet_api.domain.identifiers import CardId, PresentationId, Sealed, WalletId


class Outcome(StrEnum):
    """How a request ended. `unconfirmed`: the answer left, but no receipt came."""

    PRESENTED = "presented"
    DECLINED = "declined"
    FAILED = "failed"
    UNCONFIRMED = "unconfirmed"


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifierName:
    """Who asks: the identifier it signs under and the name in its certificate."""

    client_id: str
    name: BilingualText


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemName:
    """One item that a verifier sees: which card, which claim, and what it is called; never its value."""

    card_name: BilingualText
    path: ClaimPath
    name: BilingualText


@dataclass(frozen=True, slots=True, kw_only=True)
class SelectedCard:
    """The card chosen for one credential query, and the claims that it opens."""

    query_id: str
    card_id: CardId
    paths: tuple[ClaimPath, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedRequestText:
    """A request as received, all that a signer needs to check it again."""

    client_id: str
    request_object: str
    wallet_nonce: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AwaitingConsent:
    """The request is verified and the cards are chosen; the citizen has not decided.

    `sealed_request` opens to a `SignedRequestText`: a query may name values that are the citizen's own.
    """

    id: PresentationId
    wallet_id: WalletId
    verifier: VerifierName
    purpose: BilingualText | None
    selected: tuple[SelectedCard, ...]
    items: tuple[ItemName, ...]
    sealed_request: Sealed
    asked_at: datetime
    answer_until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Answering:
    """The answer is on its way; nobody else may answer."""

    id: PresentationId
    wallet_id: WalletId


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """The request is closed."""

    id: PresentationId
    wallet_id: WalletId
    outcome: Outcome


Presentation = AwaitingConsent | Answering | Answered


def open_for_answer(presentation: Presentation, *, now: datetime) -> AwaitingConsent:
    """Insist that the request can still be answered.

    Raises:
        PresentationAlreadyAnswered: it was, or somebody is at it.
        RequestExpired: `now` is at or past its end.
    """
    if not isinstance(presentation, AwaitingConsent):
        raise PresentationAlreadyAnswered
    if now >= presentation.answer_until:
        raise RequestExpired
    return presentation


def begin_answer(awaiting: AwaitingConsent) -> Answering:
    """Take the request in hand."""
    return Answering(id=awaiting.id, wallet_id=awaiting.wallet_id)


def close(presentation: AwaitingConsent | Answering, *, outcome: Outcome) -> Answered:
    """Close the request with its outcome."""
    return Answered(id=presentation.id, wallet_id=presentation.wallet_id, outcome=outcome)
