"""What lets the wallet fetch newer cards later, as a state machine: standing, then ended.

It stands from the first receipt on, and is used in a rhythm that is kept on record: whenever the wallet is
opened and the time has come, later and later after failures. *Ended* is final: only a new offer or a new
sign-in brings newer cards.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from wallet_api.domain.cards import Card
from wallet_api.domain.identifiers import AuthorizationId, CardId, Sealed, WalletId
from wallet_api.domain.offers import AuthorizedOffer
from wallet_api.domain.refresh_errors import RefreshTooSoon

PAUSE: Final = timedelta(minutes=1)
LONGEST_PAUSE: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchedCard:
    """A card that an authorization brought, and the name under which it is asked for again."""

    card_id: CardId
    configuration_id: str
    credential_identifier: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingAuthorization:
    """Cards of one issuer and the sealed session whose refresh token fetches newer ones.

    `asked_at` is when it was used last, also in vain; `due_at` when the wallet uses it by itself. `reason` is
    the code of the last failure, None after success.
    """

    id: AuthorizationId
    wallet_id: WalletId
    credential_issuer: str
    cards: tuple[FetchedCard, ...]
    sealed_session: Sealed
    asked_at: datetime | None
    due_at: datetime
    failures: int
    reason: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class EndedAuthorization:
    """The issuer takes its refresh token no more; the cards stay as they are."""

    id: AuthorizationId
    wallet_id: WalletId
    credential_issuer: str
    cards: tuple[FetchedCard, ...]
    reason: str


Authorization = StandingAuthorization | EndedAuthorization


def stand(authorized: AuthorizedOffer, cards: Sequence[Card], *, due_at: datetime) -> StandingAuthorization:
    """What remains of an offer whose cards were received; its session is sealed under the same id."""
    return StandingAuthorization(
        id=AuthorizationId(authorized.id),
        wallet_id=authorized.wallet_id,
        credential_issuer=cards[0].face.credential_issuer,
        cards=tuple(
            FetchedCard(
                card_id=card.id,
                configuration_id=terms.face.configuration_id,
                credential_identifier=terms.credential_identifier,
            )
            for card, terms in zip(cards, authorized.terms, strict=True)
        ),
        sealed_session=authorized.sealed_session,
        asked_at=None,
        due_at=due_at,
        failures=0,
        reason=None,
    )


def begin_refresh(standing: StandingAuthorization, *, now: datetime) -> StandingAuthorization:
    """Take an authorization in hand; it is on record before anything is asked, so that a crash counts, too.

    Raises:
        RefreshTooSoon: it was used just now, or is being used.
    """
    if standing.asked_at is not None and now < standing.asked_at + PAUSE:
        raise RefreshTooSoon
    return replace(standing, asked_at=now, due_at=now + PAUSE)


def finish_refresh(
    standing: StandingAuthorization, *, cards: tuple[FetchedCard, ...], now: datetime, rhythm: timedelta
) -> StandingAuthorization:
    """Newer cards are here."""
    return replace(standing, cards=cards, due_at=now + rhythm, failures=0, reason=None)


def fail_refresh(standing: StandingAuthorization, *, reason: str, now: datetime) -> StandingAuthorization:
    """No newer card came: wait twice as long as the time before.

    The first wait is short: an answer that was lost is given again only for some minutes.
    """
    pause = min(PAUSE * 2 ** min(standing.failures, 20), LONGEST_PAUSE)
    return replace(standing, due_at=now + pause, failures=standing.failures + 1, reason=reason)


def end(standing: StandingAuthorization, *, reason: str) -> EndedAuthorization:
    """Give up: the session is forgotten."""
    return EndedAuthorization(
        id=standing.id,
        wallet_id=standing.wallet_id,
        credential_issuer=standing.credential_issuer,
        cards=standing.cards,
        reason=reason,
    )


def without_card(authorization: Authorization, card_id: CardId) -> Authorization | None:
    """What remains when a card is deleted; None where it was the last one."""
    cards = tuple(each for each in authorization.cards if each.card_id != card_id)
    return replace(authorization, cards=cards) if cards else None
