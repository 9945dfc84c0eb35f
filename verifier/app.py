"""The verifier's application: the only place where a port meets an adapter."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from fastapi import FastAPI

from citywallet.onchain.address_book import AddressBook
from citywallet.onchain.connection import ChainConnection
from citywallet.onchain.errors import ChainError, ChainUnreachable
from citywallet.protocol.errors import ProtocolError
from citywallet.protocol.keys import EcSigningKey
from citywallet.protocol.trust import parse_pem_certificates, type_id
from citywallet.runtime.clock import Clock, SystemClock
from citywallet.runtime.entropy import Entropy, SystemEntropy
from citywallet.runtime.http import ApiKeys, Readiness, base_path, create_app
from citywallet.runtime.http.app import Lifespan
from citywallet.runtime.http.health import ReadinessCheck
from citywallet.runtime.logging import get_logger
from citywallet.runtime.outbound import OutboundClient
from citywallet.runtime.settings import SettingsInvalid
from citywallet.runtime.tls import client_context
from citywallet.storage.database import Database, open_database
from citywallet.storage.errors import StorageUnavailable
from citywallet.storage.lease import in_background
from verifier.adapters.catalogue import load_catalogue
from verifier.adapters.chain_watch import keep_watching
from verifier.adapters.contract_reader import ContractReader
from verifier.adapters.http_status_lists import HttpStatusLists
from verifier.adapters.known_facts import SqlKnownFacts
from verifier.adapters.transaction_store import SqlTransactionStore
from verifier.domain.relying_party import RelyingParty
from verifier.domain.trusted_issuer import TrustedIssuer
from verifier.http.api_routes import DESK, ApiUseCases, api_routes
from verifier.http.refusals import REFUSALS
from verifier.http.wallet_routes import WalletUseCases, wallet_routes
from verifier.ports import Catalogue, ChainReader, KnownFacts, StatusLists, TransactionStore
from verifier.settings import Settings
from verifier.usecases.ask_question import AskQuestion
from verifier.usecases.check_card import CheckCard
from verifier.usecases.establish_past_status import EstablishPastStatus
from verifier.usecases.establish_status import EstablishStatus
from verifier.usecases.examine_card import ExamineCard
from verifier.usecases.get_request_object import GetRequestObject
from verifier.usecases.get_result import GetResult
from verifier.usecases.read_directory import ReadDirectory
from verifier.usecases.receive_answer import ReceiveAnswer
from verifier.usecases.verify_list import VerifyList
from verifier.usecases.watch_chain import WatchChain

_SYSTEM_CLOCK = SystemClock()
_SYSTEM_ENTROPY = SystemEntropy()


@dataclass(frozen=True, slots=True, kw_only=True)
class Ports:
    """Every port with what stands behind it."""

    chain: ChainReader
    lists: StatusLists
    known: KnownFacts
    transactions: TransactionStore
    catalogue: Catalogue


def build_app(
    settings: Settings, *, clock: Clock = _SYSTEM_CLOCK, entropy: Entropy = _SYSTEM_ENTROPY
) -> FastAPI:
    """The application of one verifier. Its database must be migrated already.

    Raises:
        SettingsInvalid: a file that a setting names cannot be read.
        QuestionInvalid: a question of the catalogue is wrong.
    """
    database = open_database(settings.database_url)
    outbound = OutboundClient(
        allowed_origins=settings.outbound_allowed_origins, tls=client_context(settings.tls_authority)
    )
    connection = _connection(settings)
    ports = Ports(
        chain=ContractReader(connection),
        lists=HttpStatusLists(outbound, auditor_key=settings.auditor_key.get_secret_value()),
        known=SqlKnownFacts(database),
        transactions=SqlTransactionStore(database),
        catalogue=load_catalogue(credential_issuer=settings.credential_issuer, heartbeat=settings.heartbeat),
    )

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        try:
            await _check_chain(connection)
            watch_chain = _watch_chain(settings, ports, clock)
            async with in_background(
                keep_watching(watch_chain, interval_seconds=settings.watch_interval_seconds)
            ):
                yield
        finally:
            await connection.close()
            await outbound.close()
            await database.close()

    return assemble_app(
        settings,
        ports,
        clock=clock,
        entropy=entropy,
        lifespan=lifespan,
        ready=lambda: _readiness(database, connection),
    )


def assemble_app(
    settings: Settings,
    ports: Ports,
    *,
    clock: Clock,
    entropy: Entropy,
    lifespan: Lifespan,
    ready: ReadinessCheck,
) -> FastAPI:
    """The application on given ports: use cases and routes as in production, whatever stands behind them."""
    app = create_app(
        title="citywallet verifier",
        version=version("citywallet"),
        public_url=settings.public_url,
        lifespan=lifespan,
        keys=ApiKeys({DESK: settings.api_key.get_secret_value()}),
        refusals=REFUSALS,
        ready=ready,
    )
    _add_routes(app, settings, ports, clock=clock, entropy=entropy)
    return app


def build_examine_card(settings: Settings, ports: Ports) -> ExamineCard:
    """The examination of cards, on given ports."""
    issuer = _trusted_issuer(settings)
    directory = ReadDirectory(chain=ports.chain, known=ports.known)
    verify_list = VerifyList(issuer=issuer, directory=directory)
    return ExamineCard(
        issuer=issuer,
        directory=directory,
        establish_status=EstablishStatus(
            issuer=issuer,
            chain=ports.chain,
            known=ports.known,
            lists=ports.lists,
            verify_list=verify_list,
        ),
        establish_past_status=EstablishPastStatus(
            issuer=issuer, chain=ports.chain, lists=ports.lists, verify_list=verify_list
        ),
    )


def _add_routes(app: FastAPI, settings: Settings, ports: Ports, *, clock: Clock, entropy: Entropy) -> None:
    party = RelyingParty(public_url=settings.public_url, x5c=_certificates(settings.access_chain_file))
    examine = build_examine_card(settings, ports)
    wallet = WalletUseCases(
        get_request_object=GetRequestObject(
            party=party,
            key=_access_key(settings),
            catalogue=ports.catalogue,
            transactions=ports.transactions,
            clock=clock,
        ),
        receive_answer=ReceiveAnswer(
            party=party,
            catalogue=ports.catalogue,
            transactions=ports.transactions,
            examine=examine,
            clock=clock,
        ),
    )
    api = ApiUseCases(
        catalogue=ports.catalogue,
        ask_question=AskQuestion(
            party=party,
            catalogue=ports.catalogue,
            transactions=ports.transactions,
            clock=clock,
            entropy=entropy,
            lifetime=settings.request_lifetime,
        ),
        get_result=GetResult(transactions=ports.transactions, clock=clock),
        check_card=CheckCard(examine=examine, clock=clock, status_max_age=settings.check_max_age),
    )
    prefix = base_path(settings.public_url)
    app.include_router(wallet_routes(wallet), prefix=prefix)
    app.include_router(api_routes(api), prefix=prefix)


def _watch_chain(settings: Settings, ports: Ports, clock: Clock) -> WatchChain:
    types = {name for question in ports.catalogue.questions() for name in question.credential_types}
    return WatchChain(
        issuer=_trusted_issuer(settings),
        chain=ports.chain,
        known=ports.known,
        type_ids=[type_id(name) for name in sorted(types)],
        clock=clock,
    )


def _trusted_issuer(settings: Settings) -> TrustedIssuer:
    return TrustedIssuer(
        credential_issuer=settings.credential_issuer, anchors=_certificates(settings.trust_anchors)
    )


def _connection(settings: Settings) -> ChainConnection:
    try:
        book = AddressBook.load(settings.address_book)
    except ChainError as error:
        raise SettingsInvalid(f"CITYWALLET_ADDRESS_BOOK: {error}.") from error
    return ChainConnection.unchecked(settings.chain_rpc_url, book)


async def _check_chain(connection: ChainConnection) -> None:
    """Refuse to start on another chain than the address book's; a chain that is down may come back."""
    try:
        await connection.check()
    except ChainUnreachable:
        get_logger("chain").warning("chain_unreachable_at_start")


async def _readiness(database: Database, connection: ChainConnection) -> Readiness:
    parts = {"database": "ok", "chain": "ok"}
    try:
        async with database.read():
            pass
    except StorageUnavailable:
        parts["database"] = "unavailable"
    try:
        await connection.newest_block()
    except ChainError as error:
        parts["chain"] = "unreachable" if isinstance(error, ChainUnreachable) else "wrong"
    # Without the chain the last heads count for a while: degraded, not down.
    return Readiness(ready=parts["database"] == "ok" and parts["chain"] != "wrong", parts=parts)


def _access_key(settings: Settings) -> EcSigningKey:
    try:
        return EcSigningKey.from_pem(settings.access_key_file.read_bytes())
    except (OSError, ProtocolError, ValueError) as error:
        raise SettingsInvalid("The file of CITYWALLET_VERIFIER_ACCESS_KEY_FILE cannot be read.") from error


def _certificates(path: Path) -> tuple[bytes, ...]:
    try:
        return parse_pem_certificates(path.read_bytes())
    except (OSError, ProtocolError) as error:
        raise SettingsInvalid(f"The certificates in {path.name} cannot be read.") from error
