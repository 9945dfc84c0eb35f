"""The wallet's own database, as verbs on domain values."""

from contextlib import AbstractAsyncContextManager
from datetime import datetime
from typing import Protocol

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


class WalletRecords(Protocol):
    """What can be read and written within one unit of work.

    Everything of a citizen is found by wallet id *and* its own id: another wallet's id finds nothing.
    """

    async def add_wallet(self, wallet: Wallet) -> None:
        """Keep a new wallet."""
        ...

    async def find_wallet(self, wallet_id: WalletId) -> Wallet | None:
        """The wallet, or None."""
        ...

    async def newest_wallets(self, *, limit: int) -> tuple[Wallet, ...]:
        """The wallets made last, newest first."""
        ...

    async def add_card(self, card: Card) -> None:
        """Keep a received card."""
        ...

    async def find_card(self, wallet_id: WalletId, card_id: CardId) -> Card | None:
        """The card, or None."""
        ...

    async def cards_of(self, wallet_id: WalletId) -> tuple[Card, ...]:
        """All cards of a wallet, the oldest first."""
        ...

    async def remove_card(self, wallet_id: WalletId, card_id: CardId) -> None:
        """Forget a card with its sealed credential."""
        ...

    async def find_offer(self, wallet_id: WalletId, offer_id: OfferId) -> Offer | None:
        """The offer, or None."""
        ...

    async def find_offer_by_digest(self, wallet_id: WalletId, digest: bytes) -> Offer | None:
        """The same offer seen before in this wallet, or None."""
        ...

    async def find_offer_by_link(self, wallet_id: WalletId, link_digest: bytes) -> Offer | None:
        """The offer that came last by this very link, or None."""
        ...

    async def save_offer(self, offer: Offer) -> None:
        """Keep the offer's newest state; one row per wallet and digest."""
        ...

    async def remove_offer(self, wallet_id: WalletId, offer_id: OfferId) -> None:
        """Forget an offer, so that it may be tried again from the start."""
        ...

    async def save_sign_in(self, sign_in: SignIn) -> None:
        """Keep a sign-in's newest state; a finished or failed one keeps no secret."""
        ...

    async def find_sign_in(self, wallet_id: WalletId, sign_in_id: SignInId) -> SignIn | None:
        """The sign-in, or None."""
        ...

    async def find_sign_in_by_state(self, state_digest: bytes) -> SignIn | None:
        """The sign-in that sent a `state`, of whichever wallet: the browser that brings it knows no more."""
        ...

    async def save_application(self, application: Application) -> None:
        """Keep an application's newest state; a closed one keeps no tokens."""
        ...

    async def find_application(
        self, wallet_id: WalletId, application_id: ApplicationId
    ) -> Application | None:
        """The application, or None."""
        ...

    async def applications_of(self, wallet_id: WalletId) -> tuple[Application, ...]:
        """All applications of a wallet, the oldest first."""
        ...

    async def remove_application(self, wallet_id: WalletId, application_id: ApplicationId) -> None:
        """Forget an application whose cards were all received."""
        ...

    async def save_authorization(self, authorization: Authorization) -> None:
        """Keep an authorization's newest state; an ended one keeps no session."""
        ...

    async def find_authorization(
        self, wallet_id: WalletId, authorization_id: AuthorizationId
    ) -> Authorization | None:
        """The authorization, or None."""
        ...

    async def authorizations_of(self, wallet_id: WalletId) -> tuple[Authorization, ...]:
        """All authorizations of a wallet."""
        ...

    async def remove_authorization(self, wallet_id: WalletId, authorization_id: AuthorizationId) -> None:
        """Forget an authorization with its sealed session."""
        ...

    async def find_presentation(
        self, wallet_id: WalletId, presentation_id: PresentationId
    ) -> Presentation | None:
        """The presentation, or None."""
        ...

    async def expired_presentations(
        self, wallet_id: WalletId, *, now: datetime
    ) -> tuple[AwaitingConsent, ...]:
        """The presentations that still await consent although their time is over."""
        ...

    async def save_presentation(self, presentation: Presentation) -> None:
        """Keep the presentation's newest state; a closed one keeps nothing of the request."""
        ...

    async def save_history(self, entry: HistoryEntry) -> None:
        """Keep an entry, or replace the one with the same id."""
        ...

    async def history_of(self, wallet_id: WalletId) -> tuple[HistoryEntry, ...]:
        """All entries of a wallet, the newest first."""
        ...

    async def trust_issuer(self, credential_issuer: str, *, at: datetime) -> None:
        """Remember an issuer that was trusted explicitly; twice is once."""
        ...

    async def trusted_issuers(self) -> tuple[str, ...]:
        """The issuers that were trusted explicitly."""
        ...


class WalletStore(Protocol):
    """Opens units of work. Nothing but the database belongs inside one: no HTTP, no signing.

    Raises:
        citywallet.storage.StorageUnavailable: the database cannot answer now; nothing was kept.
    """

    def work(self) -> AbstractAsyncContextManager[WalletRecords]:
        """A unit of work that may write: kept when the block ends, undone when it raises."""
        ...

    def view(self) -> AbstractAsyncContextManager[WalletRecords]:
        """One consistent view for reading."""
        ...
