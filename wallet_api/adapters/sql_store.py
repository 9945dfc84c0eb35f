"""The wallet's store on its own database."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

from sqlalchemy import Table, and_, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from citywallet.storage.database import Database
from wallet_api.adapters import rows, tables
from wallet_api.domain.cards import Card, Wallet
from wallet_api.domain.history import HistoryEntry
from wallet_api.domain.identifiers import CardId, OfferId, PresentationId, WalletId
from wallet_api.domain.offers import Offer
from wallet_api.domain.presentations import AwaitingConsent, Presentation


class SqlWalletStore:
    """Opens units of work on the wallet's database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @asynccontextmanager
    async def work(self) -> AsyncIterator["SqlWalletRecords"]:
        """A unit of work that may write."""
        async with self._database.transaction() as connection:
            yield SqlWalletRecords(connection)

    @asynccontextmanager
    async def view(self) -> AsyncIterator["SqlWalletRecords"]:
        """One consistent view for reading."""
        async with self._database.read() as connection:
            yield SqlWalletRecords(connection)


class SqlWalletRecords:
    """The records, within one unit of work."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add_wallet(self, wallet: Wallet) -> None:
        """Keep a new wallet."""
        values = {"id": wallet.id, "created_at": wallet.created_at}
        await self._connection.execute(insert(tables.wallets).values(values))

    async def find_wallet(self, wallet_id: WalletId) -> Wallet | None:
        """The wallet, or None."""
        query = select(tables.wallets).where(tables.wallets.c.id == wallet_id)
        row = (await self._connection.execute(query)).mappings().first()
        return None if row is None else Wallet(id=WalletId(row["id"]), created_at=row["created_at"])

    async def newest_wallets(self, *, limit: int) -> tuple[Wallet, ...]:
        """The wallets made last, newest first."""
        query = select(tables.wallets).order_by(tables.wallets.c.created_at.desc()).limit(limit)
        found = (await self._connection.execute(query)).mappings()
        return tuple(Wallet(id=WalletId(row["id"]), created_at=row["created_at"]) for row in found)

    async def add_card(self, card: Card) -> None:
        """Keep a received card."""
        await self._connection.execute(insert(tables.cards).values(rows.card_to_row(card)))

    async def find_card(self, wallet_id: WalletId, card_id: CardId) -> Card | None:
        """The card, or None."""
        row = await self._find(tables.cards, wallet_id, card_id)
        return None if row is None else rows.card_from_row(row)

    async def cards_of(self, wallet_id: WalletId) -> tuple[Card, ...]:
        """All cards of a wallet, the oldest first."""
        columns = tables.cards.c
        query = (
            select(tables.cards)
            .where(columns.wallet_id == wallet_id)
            .order_by(columns.received_at, columns.id)
        )
        return tuple(rows.card_from_row(row) for row in (await self._connection.execute(query)).mappings())

    async def remove_card(self, wallet_id: WalletId, card_id: CardId) -> None:
        """Forget a card with its sealed credential."""
        await self._remove(tables.cards, wallet_id, card_id)

    async def find_offer(self, wallet_id: WalletId, offer_id: OfferId) -> Offer | None:
        """The offer, or None."""
        row = await self._find(tables.offers, wallet_id, offer_id)
        return None if row is None else rows.offer_from_row(row)

    async def find_offer_by_digest(self, wallet_id: WalletId, digest: bytes) -> Offer | None:
        """The same offer seen before in this wallet, or None."""
        columns = tables.offers.c
        query = select(tables.offers).where(and_(columns.wallet_id == wallet_id, columns.digest == digest))
        row = (await self._connection.execute(query)).mappings().first()
        return None if row is None else rows.offer_from_row(row)

    async def find_offer_by_link(self, wallet_id: WalletId, link_digest: bytes) -> Offer | None:
        """The offer that came last by this very link, or None."""
        columns = tables.offers.c
        mine = and_(columns.wallet_id == wallet_id, columns.link_digest == link_digest)
        row = (await self._connection.execute(select(tables.offers).where(mine))).mappings().first()
        return None if row is None else rows.offer_from_row(row)

    async def save_offer(self, offer: Offer) -> None:
        """Keep the offer's newest state."""
        await self._save(tables.offers, rows.offer_to_row(offer))

    async def remove_offer(self, wallet_id: WalletId, offer_id: OfferId) -> None:
        """Forget an offer."""
        await self._remove(tables.offers, wallet_id, offer_id)

    async def find_presentation(
        self, wallet_id: WalletId, presentation_id: PresentationId
    ) -> Presentation | None:
        """The presentation, or None."""
        row = await self._find(tables.presentations, wallet_id, presentation_id)
        return None if row is None else rows.presentation_from_row(row)

    async def expired_presentations(
        self, wallet_id: WalletId, *, now: datetime
    ) -> tuple[AwaitingConsent, ...]:
        """The presentations that still await consent although their time is over."""
        columns = tables.presentations.c
        query = select(tables.presentations).where(
            and_(columns.wallet_id == wallet_id, columns.answer_until <= now)
        )
        found = (await self._connection.execute(query.order_by(columns.answer_until))).mappings()
        presentations = [rows.presentation_from_row(row) for row in found]
        return tuple(each for each in presentations if isinstance(each, AwaitingConsent))

    async def save_presentation(self, presentation: Presentation) -> None:
        """Keep the presentation's newest state."""
        await self._save(tables.presentations, rows.presentation_to_row(presentation))

    async def save_history(self, entry: HistoryEntry) -> None:
        """Keep an entry, or replace the one with the same id."""
        await self._save(tables.history, rows.history_to_row(entry))

    async def history_of(self, wallet_id: WalletId) -> tuple[HistoryEntry, ...]:
        """All entries of a wallet, the newest first."""
        columns = tables.history.c
        query = (
            select(tables.history)
            .where(columns.wallet_id == wallet_id)
            .order_by(columns.at.desc(), columns.id)
        )
        return tuple(rows.history_from_row(row) for row in (await self._connection.execute(query)).mappings())

    async def trust_issuer(self, credential_issuer: str, *, at: datetime) -> None:
        """Remember an issuer that was trusted explicitly."""
        if credential_issuer not in await self.trusted_issuers():
            values = {"credential_issuer": credential_issuer, "trusted_at": at}
            await self._connection.execute(insert(tables.trusted_issuers).values(values))

    async def trusted_issuers(self) -> tuple[str, ...]:
        """The issuers that were trusted explicitly."""
        query = select(tables.trusted_issuers.c.credential_issuer).order_by(
            tables.trusted_issuers.c.trusted_at
        )
        return tuple((await self._connection.execute(query)).scalars())

    async def _find(self, table: Table, wallet_id: WalletId, identifier: str) -> rows.Row | None:
        query = select(table).where(and_(table.c.wallet_id == wallet_id, table.c.id == identifier))
        return (await self._connection.execute(query)).mappings().first()

    async def _save(self, table: Table, values: dict[str, Any]) -> None:
        mine = and_(table.c.wallet_id == values["wallet_id"], table.c.id == values["id"])
        changed = await self._connection.execute(update(table).where(mine).values(values))
        if changed.rowcount == 0:
            await self._connection.execute(insert(table).values(values))

    async def _remove(self, table: Table, wallet_id: WalletId, identifier: str) -> None:
        await self._connection.execute(
            delete(table).where(and_(table.c.wallet_id == wallet_id, table.c.id == identifier))
        )
