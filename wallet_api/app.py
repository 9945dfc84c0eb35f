"""Puts the wallet service together: the only place where its ports meet their adapters."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version

from fastapi import FastAPI

from citywallet.protocol.oauth import RedirectUri
from citywallet.protocol.trust import parse_pem_certificates
from citywallet.runtime.clock import Clock, SystemClock
from citywallet.runtime.entropy import Entropy, SystemEntropy
from citywallet.runtime.http import ApiKeys, Readiness, base_path, create_app
from citywallet.runtime.outbound import OutboundClient
from citywallet.runtime.tls import client_context
from citywallet.storage.database import Database, open_database
from citywallet.storage.errors import StorageUnavailable
from wallet_api.adapters.aes_vault import AesVault
from wallet_api.adapters.dpop_requests import DpopRequests
from wallet_api.adapters.http_issuers import HttpCredentialIssuers
from wallet_api.adapters.http_verifiers import HttpVerifiers
from wallet_api.adapters.key_files import KeyFiles
from wallet_api.adapters.local_signer import LocalSigner
from wallet_api.adapters.sql_store import SqlWalletStore
from wallet_api.adapters.trusted_origins import TrustedOrigins
from wallet_api.domain.errors import WalletError
from wallet_api.http.acts import WalletActs
from wallet_api.http.api import wallet_routes
from wallet_api.http.applications import application_routes
from wallet_api.http.refusals import REFUSALS, problem_handler
from wallet_api.http.roles import OPERATOR
from wallet_api.http.sign_in import CALLBACK_PATH, callback_routes, sign_in_routes
from wallet_api.ports.store import WalletStore
from wallet_api.settings import Settings
from wallet_api.usecases.begin_offered_sign_in import BeginOfferedSignIn
from wallet_api.usecases.begin_sign_in import WalletClient
from wallet_api.usecases.complete_presentation import CompletePresentation
from wallet_api.usecases.create_wallet import CreateWallet
from wallet_api.usecases.decline_presentation import DeclinePresentation
from wallet_api.usecases.delete_card import DeleteCard
from wallet_api.usecases.list_applications import ListApplications
from wallet_api.usecases.list_cards import ListCards
from wallet_api.usecases.list_wallets import ListWallets
from wallet_api.usecases.open_wallet import OpenWallet
from wallet_api.usecases.present_credentials import PresentCredentials
from wallet_api.usecases.read_history import ReadHistory
from wallet_api.usecases.read_sign_in import ReadSignIn
from wallet_api.usecases.refresh_wallet import RefreshWallet
from wallet_api.usecases.review_presentation import ReviewPresentation
from wallet_api.usecases.start_presentation import StartPresentation
from wallet_api.usecases.submit_presentation import SubmitPresentation
from wallet_api.usecases.trust_issuer import TrustIssuer
from wallet_api.wiring.parts import Ports
from wallet_api.wiring.receiving import (
    accept_offer,
    begin_sign_in,
    collect_cards,
    finish_sign_in,
    receive_cards,
    refresh_cards,
)

SYSTEM_CLOCK = SystemClock()
SYSTEM_ENTROPY = SystemEntropy()


def build_app(
    settings: Settings, *, clock: Clock = SYSTEM_CLOCK, entropy: Entropy = SYSTEM_ENTROPY
) -> FastAPI:
    """The wallet service, on a database that is migrated already.

    Raises:
        CertificateUnreadable: the file of trust anchors holds none.
        OSError: it cannot be read.
    """
    database = open_database(settings.database_url)
    store = SqlWalletStore(database)
    outbound = OutboundClient(
        allowed_origins=settings.outbound_allowed_origins,
        origin_list=TrustedOrigins(store),
        tls=client_context(settings.tls_authority),
    )

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        yield
        await outbound.close()
        await database.close()

    app = create_app(
        title="citywallet wallet",
        version=version("citywallet"),
        public_url=settings.public_url,
        lifespan=lifespan,
        keys=ApiKeys({OPERATOR: settings.api_key.get_secret_value()}),
        refusals=REFUSALS,
        ready=lambda: _readiness(database),
    )
    app.add_exception_handler(WalletError, problem_handler())
    app.state.acts = build_acts(
        _ports(settings, store=store, outbound=outbound, clock=clock, entropy=entropy)
    )
    for routes in (wallet_routes, application_routes, sign_in_routes, callback_routes):
        app.include_router(routes, prefix=base_path(settings.public_url))
    return app


def build_acts(ports: Ports) -> WalletActs:
    """Every use case, on the given ports."""
    review = ReviewPresentation(store=ports.store, vault=ports.vault, clock=ports.clock)
    start = _start_presentation(ports)
    submit = _submit_presentation(ports, review)
    receive, begin = receive_cards(ports), begin_sign_in(ports)
    refresh, cards = refresh_cards(ports), ListCards(store=ports.store, vault=ports.vault)
    return WalletActs(
        create_wallet=CreateWallet(store=ports.store, clock=ports.clock, entropy=ports.entropy),
        list_wallets=ListWallets(store=ports.store),
        accept_offer=accept_offer(ports, receive),
        begin_sign_in=begin,
        begin_offered_sign_in=BeginOfferedSignIn(issuers=ports.issuers, begin=begin),
        finish_sign_in=finish_sign_in(ports, receive),
        read_sign_in=ReadSignIn(store=ports.store, clock=ports.clock),
        collect_cards=collect_cards(ports),
        list_applications=ListApplications(store=ports.store),
        list_cards=cards,
        open_wallet=OpenWallet(store=ports.store, clock=ports.clock, refresh_cards=refresh, list_cards=cards),
        refresh_wallet=RefreshWallet(store=ports.store, refresh_cards=refresh),
        delete_card=DeleteCard(store=ports.store, signer=ports.signer),
        start_presentation=start,
        review_presentation=review,
        submit_presentation=submit,
        decline_presentation=_decline_presentation(ports),
        present_credentials=PresentCredentials(start=start, submit=submit),
        read_history=ReadHistory(store=ports.store, clock=ports.clock, entropy=ports.entropy),
        trust_issuer=TrustIssuer(store=ports.store, clock=ports.clock),
    )


def _ports(
    settings: Settings, *, store: WalletStore, outbound: OutboundClient, clock: Clock, entropy: Entropy
) -> Ports:
    vault = AesVault(key=settings.vault_key_bytes, entropy=entropy)
    keys = KeyFiles(settings.keys_dir, vault=vault)
    anchors = parse_pem_certificates(settings.trust_anchors.read_bytes())
    return Ports(
        store=store,
        issuers=HttpCredentialIssuers(outbound, DpopRequests(clock=clock, entropy=entropy)),
        verifiers=HttpVerifiers(outbound),
        vault=vault,
        signer=LocalSigner(keys=keys, clock=clock, entropy=entropy, trust_anchors=anchors),
        clock=clock,
        entropy=entropy,
        city_issuer=settings.city_issuer,
        trust_anchors=anchors,
        client=WalletClient(
            client_id=settings.public_url, redirect_uri=RedirectUri(f"{settings.public_url}{CALLBACK_PATH}")
        ),
        refresh_rhythm=settings.refresh_rhythm,
    )


def _start_presentation(ports: Ports) -> StartPresentation:
    return StartPresentation(
        store=ports.store,
        verifiers=ports.verifiers,
        vault=ports.vault,
        clock=ports.clock,
        entropy=ports.entropy,
        trust_anchors=ports.trust_anchors,
    )


def _submit_presentation(ports: Ports, review: ReviewPresentation) -> SubmitPresentation:
    complete = CompletePresentation(
        store=ports.store,
        review=review,
        verifiers=ports.verifiers,
        clock=ports.clock,
        entropy=ports.entropy,
        trust_anchors=ports.trust_anchors,
    )
    return SubmitPresentation(review=review, signer=ports.signer, complete=complete)


def _decline_presentation(ports: Ports) -> DeclinePresentation:
    return DeclinePresentation(
        store=ports.store,
        verifiers=ports.verifiers,
        vault=ports.vault,
        clock=ports.clock,
        entropy=ports.entropy,
        trust_anchors=ports.trust_anchors,
    )


async def _readiness(database: Database) -> Readiness:
    try:
        async with database.read():
            return Readiness(ready=True, parts={"database": "ok"})
    except StorageUnavailable:
        return Readiness(ready=False, parts={"database": "unavailable"})
