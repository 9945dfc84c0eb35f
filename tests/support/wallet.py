"""A wallet store in memory."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from copy import copy
from dataclasses import dataclass, field
from datetime import datetime

from wallet_api.domain.applications import Application
from wallet_api.domain.authorizations import Authorization
from wallet_api.domain.cards import Card, Wallet
from wallet_api.domain.history import HistoryEntry
from wallet_api.domain.identifiers import (
    ApplicationId,
    AuthorizationId,
    CardId,
    OfferId,
    PresentationId,
    SignInId,
    WalletId,
)
from wallet_api.domain.offers import Offer
from wallet_api.domain.presentations import AwaitingConsent, Presentation
from wallet_api.domain.sign_ins import SignIn


@dataclass
class InMemoryRecords:
    """The wallet's records in dictionaries."""

    wallets: dict[WalletId, Wallet] = field(default_factory=dict)
    cards: dict[CardId, Card] = field(default_factory=dict)
    offers: dict[OfferId, Offer] = field(default_factory=dict)
    sign_ins: dict[SignInId, SignIn] = field(default_factory=dict)
    applications: dict[ApplicationId, Application] = field(default_factory=dict)
    authorizations: dict[AuthorizationId, Authorization] = field(default_factory=dict)
    presentations: dict[PresentationId, Presentation] = field(default_factory=dict)
    history: dict[str, HistoryEntry] = field(default_factory=dict)
    issuers: dict[str, datetime] = field(default_factory=dict)

    def duplicate(self) -> "InMemoryRecords":
        return InMemoryRecords(**{name: copy(value) for name, value in vars(self).items()})

    async def add_wallet(self, wallet: Wallet) -> None:
        self.wallets[wallet.id] = wallet

    async def find_wallet(self, wallet_id: WalletId) -> Wallet | None:
        return self.wallets.get(wallet_id)

    async def newest_wallets(self, *, limit: int) -> tuple[Wallet, ...]:
        newest = sorted(self.wallets.values(), key=lambda wallet: wallet.created_at, reverse=True)
        return tuple(newest[:limit])

    async def add_card(self, card: Card) -> None:
        self.cards[card.id] = card

    async def find_card(self, wallet_id: WalletId, card_id: CardId) -> Card | None:
        found = self.cards.get(card_id)
        return found if found is not None and found.wallet_id == wallet_id else None

    async def cards_of(self, wallet_id: WalletId) -> tuple[Card, ...]:
        mine = [card for card in self.cards.values() if card.wallet_id == wallet_id]
        return tuple(sorted(mine, key=lambda card: (card.received_at, card.id)))

    async def remove_card(self, wallet_id: WalletId, card_id: CardId) -> None:
        if await self.find_card(wallet_id, card_id):
            del self.cards[card_id]

    async def find_offer(self, wallet_id: WalletId, offer_id: OfferId) -> Offer | None:
        found = self.offers.get(offer_id)
        return found if found is not None and found.wallet_id == wallet_id else None

    async def find_offer_by_digest(self, wallet_id: WalletId, digest: bytes) -> Offer | None:
        mine = (offer for offer in self.offers.values() if offer.wallet_id == wallet_id)
        return next((offer for offer in mine if offer.digest == digest), None)

    async def find_offer_by_link(self, wallet_id: WalletId, link_digest: bytes) -> Offer | None:
        mine = (offer for offer in self.offers.values() if offer.wallet_id == wallet_id)
        return next((offer for offer in mine if offer.link_digest == link_digest), None)

    async def save_offer(self, offer: Offer) -> None:
        self.offers[offer.id] = offer

    async def remove_offer(self, wallet_id: WalletId, offer_id: OfferId) -> None:
        if await self.find_offer(wallet_id, offer_id):
            del self.offers[offer_id]

    async def save_sign_in(self, sign_in: SignIn) -> None:
        self.sign_ins[sign_in.terms.id] = sign_in

    async def find_sign_in(self, wallet_id: WalletId, sign_in_id: SignInId) -> SignIn | None:
        found = self.sign_ins.get(sign_in_id)
        return found if found is not None and found.terms.wallet_id == wallet_id else None

    async def find_sign_in_by_state(self, state_digest: bytes) -> SignIn | None:
        found = (each for each in self.sign_ins.values() if each.terms.state_digest == state_digest)
        return next(found, None)

    async def save_application(self, application: Application) -> None:
        self.applications[application.id] = application

    async def find_application(
        self, wallet_id: WalletId, application_id: ApplicationId
    ) -> Application | None:
        found = self.applications.get(application_id)
        return found if found is not None and found.wallet_id == wallet_id else None

    async def applications_of(self, wallet_id: WalletId) -> tuple[Application, ...]:
        mine = [each for each in self.applications.values() if each.wallet_id == wallet_id]
        return tuple(sorted(mine, key=lambda each: (each.applied_at, each.id)))

    async def remove_application(self, wallet_id: WalletId, application_id: ApplicationId) -> None:
        if await self.find_application(wallet_id, application_id):
            del self.applications[application_id]

    async def save_authorization(self, authorization: Authorization) -> None:
        self.authorizations[authorization.id] = authorization

    async def find_authorization(
        self, wallet_id: WalletId, authorization_id: AuthorizationId
    ) -> Authorization | None:
        found = self.authorizations.get(authorization_id)
        return found if found is not None and found.wallet_id == wallet_id else None

    async def authorizations_of(self, wallet_id: WalletId) -> tuple[Authorization, ...]:
        mine = (each for each in self.authorizations.values() if each.wallet_id == wallet_id)
        return tuple(sorted(mine, key=lambda each: each.id))

    async def remove_authorization(self, wallet_id: WalletId, authorization_id: AuthorizationId) -> None:
        if await self.find_authorization(wallet_id, authorization_id):
            del self.authorizations[authorization_id]

    async def find_presentation(
        self, wallet_id: WalletId, presentation_id: PresentationId
    ) -> Presentation | None:
        found = self.presentations.get(presentation_id)
        return found if found is not None and found.wallet_id == wallet_id else None

    async def expired_presentations(
        self, wallet_id: WalletId, *, now: datetime
    ) -> tuple[AwaitingConsent, ...]:
        awaiting = [each for each in self.presentations.values() if isinstance(each, AwaitingConsent)]
        mine = [each for each in awaiting if each.wallet_id == wallet_id and each.answer_until <= now]
        return tuple(sorted(mine, key=lambda each: each.answer_until))

    async def save_presentation(self, presentation: Presentation) -> None:
        self.presentations[presentation.id] = presentation

    async def save_history(self, entry: HistoryEntry) -> None:
        self.history[entry.id] = entry

    async def history_of(self, wallet_id: WalletId) -> tuple[HistoryEntry, ...]:
        mine = [entry for entry in self.history.values() if entry.wallet_id == wallet_id]
        return tuple(sorted(mine, key=lambda entry: (entry.at, entry.id), reverse=True))

    async def trust_issuer(self, credential_issuer: str, *, at: datetime) -> None:
        self.issuers.setdefault(credential_issuer, at)

    async def trusted_issuers(self) -> tuple[str, ...]:
        return tuple(self.issuers)


class InMemoryStore:
    """Units of work over `InMemoryRecords`: what raises leaves nothing behind."""

    def __init__(self) -> None:
        self.records = InMemoryRecords()

    @asynccontextmanager
    async def work(self) -> AsyncIterator[InMemoryRecords]:
        changed = self.records.duplicate()
        yield changed
        self.records = changed

    @asynccontextmanager
    async def view(self) -> AsyncIterator[InMemoryRecords]:
        yield self.records.duplicate()
