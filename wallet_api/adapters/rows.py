"""Domain values as rows and back."""

from typing import Any, assert_never

from citywallet.storage.errors import RowIncomplete
from citywallet.storage.rows import required
from wallet_api.adapters.json_columns import (
    face_from_json,
    face_to_json,
    item_from_json,
    item_to_json,
    selected_from_json,
    selected_to_json,
    terms_from_json,
    terms_to_json,
    verifier_from_json,
    verifier_to_json,
    words_from_json,
    words_to_json,
)
from wallet_api.adapters.tables import CardRow, HistoryRow, OfferRow, PresentationRow, WalletRow
from wallet_api.domain.cards import Card, Wallet
from wallet_api.domain.history import HistoryEntry
from wallet_api.domain.identifiers import (
    CardId,
    HistoryEntryId,
    KeyId,
    OfferId,
    PresentationId,
    Sealed,
    WalletId,
)
from wallet_api.domain.offers import AcceptedOffer, AuthorizedOffer, ClaimedOffer, Offer
from wallet_api.domain.presentations import Answered, Answering, AwaitingConsent, Outcome, Presentation


def wallet_to_row(wallet: Wallet) -> WalletRow:
    """Write a wallet."""
    return WalletRow(id=wallet.id, created_at=wallet.created_at)


def wallet_from_row(row: WalletRow) -> Wallet:
    """Read a wallet back."""
    return Wallet(id=WalletId(row.id), created_at=row.created_at)


def card_to_row(card: Card) -> CardRow:
    """Write a card; only its face is readable."""
    return CardRow(
        id=card.id,
        wallet_id=card.wallet_id,
        key_id=card.key_id,
        face=face_to_json(card.face),
        sealed_credential=bytes(card.sealed_credential),
        received_at=card.received_at,
    )


def card_from_row(row: CardRow) -> Card:
    """Read a card back."""
    return Card(
        id=CardId(row.id),
        wallet_id=WalletId(row.wallet_id),
        key_id=KeyId(row.key_id),
        face=face_from_json(row.face),
        sealed_credential=Sealed(row.sealed_credential),
        received_at=row.received_at,
    )


def offer_to_row(offer: Offer) -> OfferRow:
    """Write an offer in its state; what a state does not have is empty."""
    same: dict[str, Any] = {"id": offer.id, "wallet_id": offer.wallet_id}
    same |= {"digest": offer.digest, "link_digest": offer.link_digest}
    match offer:
        case ClaimedOffer():
            return OfferRow(**same, state="claimed", leased_until=offer.leased_until)
        case AuthorizedOffer():
            return OfferRow(
                **same,
                state="authorized",
                leased_until=offer.leased_until,
                terms=[terms_to_json(terms) for terms in offer.terms],
                sealed_access_token=bytes(offer.sealed_session),
            )
        case AcceptedOffer():
            return OfferRow(**same, state="accepted", card_ids=list(offer.card_ids))
        case _:
            assert_never(offer)


def offer_from_row(row: OfferRow) -> Offer:
    """Read an offer back into the class of its state.

    Raises:
        RowIncomplete: its state is not known, or something is empty that its state has.
    """
    offer_id, wallet_id = OfferId(row.id), WalletId(row.wallet_id)
    match row.state:
        case "claimed":
            return ClaimedOffer(
                id=offer_id,
                wallet_id=wallet_id,
                digest=row.digest,
                link_digest=row.link_digest,
                leased_until=required(row.leased_until),
            )
        case "authorized":
            return AuthorizedOffer(
                id=offer_id,
                wallet_id=wallet_id,
                digest=row.digest,
                link_digest=row.link_digest,
                leased_until=required(row.leased_until),
                terms=tuple(terms_from_json(terms) for terms in required(row.terms)),
                sealed_session=Sealed(required(row.sealed_access_token)),
            )
        case "accepted":
            return AcceptedOffer(
                id=offer_id,
                wallet_id=wallet_id,
                digest=row.digest,
                link_digest=row.link_digest,
                card_ids=tuple(CardId(card_id) for card_id in required(row.card_ids)),
            )
    raise RowIncomplete("an offer in a state that is not known")


def presentation_to_row(presentation: Presentation) -> PresentationRow:
    """Write a presentation; once it is answered nothing of the request remains."""
    same: dict[str, Any] = {"id": presentation.id, "wallet_id": presentation.wallet_id}
    match presentation:
        case AwaitingConsent():
            return PresentationRow(
                **same,
                state="awaiting",
                verifier=verifier_to_json(presentation.verifier),
                purpose=None if presentation.purpose is None else words_to_json(presentation.purpose),
                selected=[selected_to_json(selected) for selected in presentation.selected],
                items=[item_to_json(item) for item in presentation.items],
                sealed_request=bytes(presentation.sealed_request),
                asked_at=presentation.asked_at,
                answer_until=presentation.answer_until,
            )
        case Answering():
            return PresentationRow(**same, state="answering")
        case Answered():
            return PresentationRow(**same, state="answered", outcome=presentation.outcome.value)
        case _:
            assert_never(presentation)


def presentation_from_row(row: PresentationRow) -> Presentation:
    """Read a presentation back into the class of its state.

    Raises:
        RowIncomplete: its state is not known, or something is empty that its state has.
    """
    presentation_id, wallet_id = PresentationId(row.id), WalletId(row.wallet_id)
    match row.state:
        case "awaiting":
            return AwaitingConsent(
                id=presentation_id,
                wallet_id=wallet_id,
                verifier=verifier_from_json(required(row.verifier)),
                purpose=None if row.purpose is None else words_from_json(row.purpose),
                selected=tuple(selected_from_json(selected) for selected in required(row.selected)),
                items=tuple(item_from_json(item) for item in required(row.items)),
                sealed_request=Sealed(required(row.sealed_request)),
                asked_at=required(row.asked_at),
                answer_until=required(row.answer_until),
            )
        case "answering":
            return Answering(id=presentation_id, wallet_id=wallet_id)
        case "answered":
            return Answered(id=presentation_id, wallet_id=wallet_id, outcome=Outcome(required(row.outcome)))
    raise RowIncomplete("a presentation in a state that is not known")


def history_to_row(entry: HistoryEntry) -> HistoryRow:
    """Write an entry of the history."""
    return HistoryRow(
        id=entry.id,
        wallet_id=entry.wallet_id,
        at=entry.at,
        verifier=None if entry.verifier is None else verifier_to_json(entry.verifier),
        items=[item_to_json(item) for item in entry.items],
        outcome=entry.outcome.value,
        reason=entry.reason,
    )


def history_from_row(row: HistoryRow) -> HistoryEntry:
    """Read an entry back."""
    return HistoryEntry(
        id=HistoryEntryId(row.id),
        wallet_id=WalletId(row.wallet_id),
        at=row.at,
        verifier=None if row.verifier is None else verifier_from_json(row.verifier),
        items=tuple(item_from_json(item) for item in row.items),
        outcome=Outcome(row.outcome),
        reason=row.reason,
    )
