"""The wallet's store on its own database."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from typing import TypeVar

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from citywallet.storage.database import Database
from citywallet.storage.rows import session_on
from wallet_api.adapters import rows
from wallet_api.adapters.application_rows import application_from_row, application_to_row
from wallet_api.adapters.authorization_rows import authorization_from_row, authorization_to_row
from wallet_api.adapters.sign_in_rows import sign_in_from_row, sign_in_to_row
from wallet_api.adapters.tables import (
    ApplicationRow,
    AuthorizationRow,
    CardRow,
    HistoryRow,
    OfferRow,
    OwnedRow,
    PresentationRow,
    SignInRow,
    TrustedIssuerRow,
    WalletRow,
    WalletServiceRow,
)
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

Owned = TypeVar("Owned", bound=OwnedRow)


class SqlWalletStore:
    """Opens units of work on the wallet's database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @asynccontextmanager
    async def work(self) -> AsyncIterator["SqlWalletRecords"]:
        """A unit of work that may write."""
        async with self._database.transaction() as connection:
            yield SqlWalletRecords(session_on(connection))

    @asynccontextmanager
    async def view(self) -> AsyncIterator["SqlWalletRecords"]:
        """One consistent view for reading."""
        async with self._database.read() as connection:
            yield SqlWalletRecords(session_on(connection))


class SqlWalletRecords:
    """The records, within one unit of work."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add_wallet(self, wallet: Wallet) -> None:
        """Keep a new wallet."""
        await self._add(rows.wallet_to_row(wallet))

    async def find_wallet(self, wallet_id: WalletId) -> Wallet | None:
        """The wallet, or None."""
        row = await self._session.get(WalletRow, wallet_id)
        return None if row is None else rows.wallet_from_row(row)

    async def newest_wallets(self, *, limit: int) -> tuple[Wallet, ...]:
        """The wallets made last, newest first."""
        query = select(WalletRow).order_by(col(WalletRow.created_at).desc()).limit(limit)
        return tuple(rows.wallet_from_row(row) for row in await self._session.exec(query))

    async def add_card(self, card: Card) -> None:
        """Keep a received card."""
        await self._add(rows.card_to_row(card))

    async def find_card(self, wallet_id: WalletId, card_id: CardId) -> Card | None:
        """The card, or None."""
        row = await self._find(CardRow, wallet_id, card_id)
        return None if row is None else rows.card_from_row(row)

    async def cards_of(self, wallet_id: WalletId) -> tuple[Card, ...]:
        """All cards of a wallet, the oldest first."""
        query = select(CardRow).where(CardRow.wallet_id == wallet_id)
        ordered = query.order_by(col(CardRow.received_at), col(CardRow.id))
        return tuple(rows.card_from_row(row) for row in await self._session.exec(ordered))

    async def remove_card(self, wallet_id: WalletId, card_id: CardId) -> None:
        """Forget a card with its sealed credential."""
        await self._remove(CardRow, wallet_id, card_id)

    async def find_offer(self, wallet_id: WalletId, offer_id: OfferId) -> Offer | None:
        """The offer, or None."""
        row = await self._find(OfferRow, wallet_id, offer_id)
        return None if row is None else rows.offer_from_row(row)

    async def find_offer_by_digest(self, wallet_id: WalletId, digest: bytes) -> Offer | None:
        """The same offer seen before in this wallet, or None."""
        query = select(OfferRow).where(OfferRow.wallet_id == wallet_id, OfferRow.digest == digest)
        row = (await self._session.exec(query)).first()
        return None if row is None else rows.offer_from_row(row)

    async def find_offer_by_link(self, wallet_id: WalletId, link_digest: bytes) -> Offer | None:
        """The offer that came last by this very link, or None."""
        query = select(OfferRow).where(OfferRow.wallet_id == wallet_id, OfferRow.link_digest == link_digest)
        row = (await self._session.exec(query)).first()
        return None if row is None else rows.offer_from_row(row)

    async def save_offer(self, offer: Offer) -> None:
        """Keep the offer's newest state."""
        await self._save(rows.offer_to_row(offer))

    async def remove_offer(self, wallet_id: WalletId, offer_id: OfferId) -> None:
        """Forget an offer."""
        await self._remove(OfferRow, wallet_id, offer_id)

    async def save_sign_in(self, sign_in: SignIn) -> None:
        """Keep a sign-in's newest state."""
        await self._save(sign_in_to_row(sign_in))

    async def find_sign_in(self, wallet_id: WalletId, sign_in_id: SignInId) -> SignIn | None:
        """The sign-in, or None."""
        row = await self._find(SignInRow, wallet_id, sign_in_id)
        return None if row is None else sign_in_from_row(row)

    async def find_sign_in_by_state(self, state_digest: bytes) -> SignIn | None:
        """The sign-in that sent a `state`, of whichever wallet."""
        query = select(SignInRow).where(SignInRow.state_digest == state_digest)
        row = (await self._session.exec(query)).first()
        return None if row is None else sign_in_from_row(row)

    async def save_application(self, application: Application) -> None:
        """Keep an application's newest state."""
        await self._save(application_to_row(application))

    async def find_application(
        self, wallet_id: WalletId, application_id: ApplicationId
    ) -> Application | None:
        """The application, or None."""
        row = await self._find(ApplicationRow, wallet_id, application_id)
        return None if row is None else application_from_row(row)

    async def applications_of(self, wallet_id: WalletId) -> tuple[Application, ...]:
        """All applications of a wallet, the oldest first."""
        query = select(ApplicationRow).where(ApplicationRow.wallet_id == wallet_id)
        ordered = query.order_by(col(ApplicationRow.applied_at), col(ApplicationRow.id))
        return tuple(application_from_row(row) for row in await self._session.exec(ordered))

    async def remove_application(self, wallet_id: WalletId, application_id: ApplicationId) -> None:
        """Forget an application."""
        await self._remove(ApplicationRow, wallet_id, application_id)

    async def save_authorization(self, authorization: Authorization) -> None:
        """Keep an authorization's newest state."""
        await self._save(authorization_to_row(authorization))

    async def find_authorization(
        self, wallet_id: WalletId, authorization_id: AuthorizationId
    ) -> Authorization | None:
        """The authorization, or None."""
        row = await self._find(AuthorizationRow, wallet_id, authorization_id)
        return None if row is None else authorization_from_row(row)

    async def authorizations_of(self, wallet_id: WalletId) -> tuple[Authorization, ...]:
        """All authorizations of a wallet."""
        query = select(AuthorizationRow).where(AuthorizationRow.wallet_id == wallet_id)
        ordered = query.order_by(col(AuthorizationRow.id))
        return tuple(authorization_from_row(row) for row in await self._session.exec(ordered))

    async def remove_authorization(self, wallet_id: WalletId, authorization_id: AuthorizationId) -> None:
        """Forget an authorization."""
        await self._remove(AuthorizationRow, wallet_id, authorization_id)

    async def find_presentation(
        self, wallet_id: WalletId, presentation_id: PresentationId
    ) -> Presentation | None:
        """The presentation, or None."""
        row = await self._find(PresentationRow, wallet_id, presentation_id)
        return None if row is None else rows.presentation_from_row(row)

    async def expired_presentations(
        self, wallet_id: WalletId, *, now: datetime
    ) -> tuple[AwaitingConsent, ...]:
        """The presentations that still await consent although their time is over."""
        ends = col(PresentationRow.answer_until)
        query = select(PresentationRow).where(PresentationRow.wallet_id == wallet_id, ends <= now)
        found = await self._session.exec(query.order_by(ends))
        presentations = [rows.presentation_from_row(row) for row in found]
        return tuple(each for each in presentations if isinstance(each, AwaitingConsent))

    async def save_presentation(self, presentation: Presentation) -> None:
        """Keep the presentation's newest state."""
        await self._save(rows.presentation_to_row(presentation))

    async def save_history(self, entry: HistoryEntry) -> None:
        """Keep an entry, or replace the one with the same id."""
        await self._save(rows.history_to_row(entry))

    async def history_of(self, wallet_id: WalletId) -> tuple[HistoryEntry, ...]:
        """All entries of a wallet, the newest first."""
        query = select(HistoryRow).where(HistoryRow.wallet_id == wallet_id)
        ordered = query.order_by(col(HistoryRow.at).desc(), col(HistoryRow.id))
        return tuple(rows.history_from_row(row) for row in await self._session.exec(ordered))

    async def trust_issuer(self, credential_issuer: str, *, at: datetime) -> None:
        """Remember an issuer that was trusted explicitly."""
        if await self._session.get(TrustedIssuerRow, credential_issuer) is None:
            await self._add(TrustedIssuerRow(credential_issuer=credential_issuer, trusted_at=at))

    async def trusted_issuers(self) -> tuple[str, ...]:
        """The issuers that were trusted explicitly."""
        query = select(TrustedIssuerRow).order_by(col(TrustedIssuerRow.trusted_at))
        return tuple(row.credential_issuer for row in await self._session.exec(query))

    async def _find(self, kind: type[Owned], wallet_id: str, identifier: str) -> Owned | None:
        mine = select(kind).where(kind.wallet_id == wallet_id, kind.id == identifier)
        return (await self._session.exec(mine)).first()

    async def _save(self, row: OwnedRow) -> None:
        kept = await self._find(type(row), row.wallet_id, row.id)
        if kept is None:
            await self._add(row)
        else:
            kept.sqlmodel_update(row)
            await self._session.flush()

    async def _add(self, row: WalletServiceRow) -> None:
        self._session.add(row)
        await self._session.flush()

    async def _remove(self, kind: type[Owned], wallet_id: str, identifier: str) -> None:
        row = await self._find(kind, wallet_id, identifier)
        if row is not None:
            await self._session.delete(row)
            await self._session.flush()
