"""Show the holder what a request would take, with values, and give the signer what it needs to judge."""

from dataclasses import dataclass
from datetime import datetime

from citywallet.protocol.bilingual import BilingualText
from citywallet.protocol.sdjwt import parse_sd_jwt, select_disclosures, serialize_sd_jwt
from citywallet.runtime.clock import Clock
from wallet_api.domain.cards import Card
from wallet_api.domain.consent import ShownItem, items_of
from wallet_api.domain.errors import CardMissing, PresentationNotFound
from wallet_api.domain.identifiers import PresentationId, WalletId
from wallet_api.domain.presentations import (
    AwaitingConsent,
    SelectedCard,
    SignedRequestText,
    VerifierName,
    open_for_answer,
)
from wallet_api.domain.requests import parse_request_text
from wallet_api.ports.signer import PresentationOrder
from wallet_api.ports.store import WalletRecords, WalletStore
from wallet_api.ports.vault import Vault


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewedCard:
    """One card of an answer: what of it would be seen, and the order to bind exactly that."""

    card: Card
    items: tuple[ShownItem, ...]
    order: PresentationOrder


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """Everything that consent is about."""

    presentation_id: PresentationId
    verifier: VerifierName
    purpose: BilingualText | None
    cards: tuple[ReviewedCard, ...]
    answer_until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewPresentation:
    """Reads a request that awaits consent. Used before the decision, and again to carry it out."""

    store: WalletStore
    vault: Vault
    clock: Clock

    async def __call__(self, wallet_id: WalletId, presentation_id: PresentationId) -> Review:
        """The request in plain words, with the citizen's own values.

        Raises:
            PresentationNotFound: this wallet has no such request.
            PresentationAlreadyAnswered: it was submitted or declined.
            RequestExpired: its time is over.
            CardMissing: a chosen card was deleted meanwhile.
        """
        async with self.store.view() as records:
            known = await records.find_presentation(wallet_id, presentation_id)
            if known is None:
                raise PresentationNotFound
            awaiting = open_for_answer(known, now=self.clock.now())
            cards = [await _card(records, awaiting, selected) for selected in awaiting.selected]
        request = parse_request_text(
            self.vault.open(awaiting.sealed_request, wallet_id=wallet_id, place=presentation_id)
        )
        return Review(
            presentation_id=presentation_id,
            verifier=awaiting.verifier,
            purpose=awaiting.purpose,
            cards=tuple(
                self._reviewed(card, selected, request)
                for card, selected in zip(cards, awaiting.selected, strict=True)
            ),
            answer_until=awaiting.answer_until,
        )

    def _reviewed(self, card: Card, selected: SelectedCard, request: SignedRequestText) -> ReviewedCard:
        text = self.vault.open(card.sealed_credential, wallet_id=card.wallet_id, place=card.id)
        chosen = select_disclosures(parse_sd_jwt(text.decode()), paths=selected.paths)
        return ReviewedCard(
            card=card,
            items=items_of(chosen, face=card.face),
            order=PresentationOrder(
                key_id=card.key_id,
                request=request,
                query_id=selected.query_id,
                sd_jwt=serialize_sd_jwt(chosen),
            ),
        )


async def _card(records: WalletRecords, awaiting: AwaitingConsent, selected: SelectedCard) -> Card:
    card = await records.find_card(awaiting.wallet_id, selected.card_id)
    if card is None:
        raise CardMissing
    return card
