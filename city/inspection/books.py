"""Everything that the invariants need, read once, in an order that a running city cannot make look wrong."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TypeVar

from sqlmodel import SQLModel, select
from sqlmodel.ext.asyncio.session import AsyncSession

from city.layout import Layout
from citywallet.client import CityFile
from citywallet.onchain.address_book import AddressBook
from citywallet.onchain.connection import ChainConnection
from citywallet.onchain.errors import ChainUnreachable
from citywallet.onchain.status_anchor import StatusAnchor
from citywallet.protocol.anchoring import AnchoredHead, list_id
from citywallet.protocol.oid4vp import x509_hash_client_id
from citywallet.protocol.trust import issuer_id, parse_pem_certificates
from citywallet.storage.database import open_database
from citywallet.storage.rows import session_on, table_of
from issuer.adapters.tables import (
    ApplicationRow,
    ApprovalRow,
    AuditEntryRow,
    AuditHeadRow,
    AuthorizationRow,
    CredentialRow,
    HaltRow,
    IssuanceIntentRow,
    IssuerOutboxRow,
    OfferRow,
    OfficeClientRow,
    StatusChangeRow,
    StatusListRow,
    StatusPublicationRow,
)
from verifier.adapters.tables import OutcomeRow, TransactionRow
from wallet_api.adapters.tables import CardRow, HistoryRow

AnyRow = TypeVar("AnyRow", bound=SQLModel)


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuerBooks:
    """The issuer's tables, each in the order of its primary key."""

    offers: Sequence[OfferRow]
    authorizations: Sequence[AuthorizationRow]
    intents: Sequence[IssuanceIntentRow]
    credentials: Sequence[CredentialRow]
    changes: Sequence[StatusChangeRow]
    lists: Sequence[StatusListRow]
    publications: Sequence[StatusPublicationRow]
    outbox: Sequence[IssuerOutboxRow]
    audit_entries: Sequence[AuditEntryRow]
    audit_heads: Sequence[AuditHeadRow]
    applications: Sequence[ApplicationRow]
    approvals: Sequence[ApprovalRow]
    halts: Sequence[HaltRow]
    office_clients: Sequence[OfficeClientRow]


@dataclass(frozen=True, slots=True, kw_only=True)
class Books:
    """The tables of all services, and the heads on chain by list number; None where no chain answers."""

    issuer_url: str
    verifier_id: str
    issuer: IssuerBooks
    cards: Sequence[CardRow]
    history: Sequence[HistoryRow]
    transactions: Sequence[TransactionRow]
    outcomes: Sequence[OutcomeRow]
    heads: Mapping[int, Sequence[AnchoredHead]] | None


async def read_books(layout: Layout, city: CityFile) -> Books:
    """Read the city in the folder.

    Heads come before the issuer's tables, which then know each of them; what was anchored in between is
    fetched at the end. Wallets come before issuer and verifier: a card is kept after it was recorded as
    signed, and an answer is noted as given after it was judged.

    Raises:
        ChainError: the chain is not the city's, or contradicts itself.
        StorageUnavailable: a database cannot be read.
    """
    async with _chain_of(city) as chain:
        async with _tables(layout, "issuer") as session:
            lists = await _all(session, StatusListRow)
        heads: Mapping[int, Sequence[AnchoredHead]] | None = None
        if chain is not None:
            heads = {one.number: await chain.heads(one.uri) for one in lists}
        async with _tables(layout, "wallet") as session:
            cards, history = await _all(session, CardRow), await _all(session, HistoryRow)
        async with _tables(layout, "verifier") as session:
            transactions, outcomes = await _all(session, TransactionRow), await _all(session, OutcomeRow)
        async with _tables(layout, "issuer") as session:
            issuer = await _issuer_books(session)
        if chain is not None and heads is not None:
            heads = await chain.caught_up(heads, issuer)
    desk = parse_pem_certificates((layout.keys / "access.chain.pem").read_bytes())[0]
    return Books(
        issuer_url=city.issuer_url,
        verifier_id=x509_hash_client_id(desk),
        issuer=issuer,
        cards=cards,
        history=history,
        transactions=transactions,
        outcomes=outcomes,
        heads=heads,
    )


async def _issuer_books(session: AsyncSession) -> IssuerBooks:
    return IssuerBooks(
        offers=await _all(session, OfferRow),
        authorizations=await _all(session, AuthorizationRow),
        intents=await _all(session, IssuanceIntentRow),
        credentials=await _all(session, CredentialRow),
        changes=await _all(session, StatusChangeRow),
        lists=await _all(session, StatusListRow),
        publications=await _all(session, StatusPublicationRow),
        outbox=await _all(session, IssuerOutboxRow),
        audit_entries=await _all(session, AuditEntryRow),
        audit_heads=await _all(session, AuditHeadRow),
        applications=await _all(session, ApplicationRow),
        approvals=await _all(session, ApprovalRow),
        halts=await _all(session, HaltRow),
        office_clients=await _all(session, OfficeClientRow),
    )


async def _all(session: AsyncSession, row: type[AnyRow]) -> Sequence[AnyRow]:
    return (await session.exec(select(row).order_by(*table_of(row).primary_key))).all()


@asynccontextmanager
async def _tables(layout: Layout, service: str) -> AsyncIterator[AsyncSession]:
    """One database at one moment."""
    database = open_database(layout.database_url(service), readers=1)
    try:
        async with database.read() as connection:
            yield session_on(connection)
    finally:
        await database.close()


@dataclass(frozen=True, slots=True)
class _Chain:
    anchor: StatusAnchor
    issuer_id: bytes

    async def heads(self, list_uri: str) -> tuple[AnchoredHead, ...]:
        return await self.anchor.heads(list_id(self.issuer_id, list_uri))

    async def caught_up(
        self, heads: Mapping[int, Sequence[AnchoredHead]], issuer: IssuerBooks
    ) -> dict[int, Sequence[AnchoredHead]]:
        """The heads, with those that were anchored while the rest was read."""
        anchored = {one.number: 0 for one in issuer.lists}
        for publication in issuer.publications:
            anchored[publication.list_number] += publication.anchored_at is not None
        return {
            one.number: heads[one.number]
            if anchored[one.number] <= len(heads[one.number])
            else (await self.heads(one.uri))[: anchored[one.number]]
            for one in issuer.lists
        }


@asynccontextmanager
async def _chain_of(city: CityFile) -> AsyncIterator[_Chain | None]:
    try:
        connection = await ChainConnection.open(city.chain_url, AddressBook.load(city.address_book))
    except ChainUnreachable:
        yield None
        return
    try:
        yield _Chain(StatusAnchor(connection), issuer_id(city.issuer_url))
    finally:
        await connection.close()
