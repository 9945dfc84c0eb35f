"""Puts the issuer together: the only place where its ports meet their adapters."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from importlib.metadata import version

from fastapi import FastAPI

from citywallet.onchain.errors import AddressBookUnreadable
from citywallet.runtime.clock import Clock, SystemClock
from citywallet.runtime.entropy import Entropy, SystemEntropy
from citywallet.runtime.http import Readiness, base_path, create_app
from citywallet.runtime.logging import get_logger
from citywallet.runtime.pages import style_route
from citywallet.runtime.settings import SettingsInvalid
from citywallet.storage.database import Database, open_database
from citywallet.storage.errors import StorageError
from citywallet.storage.migrate import require_migrated
from issuer.adapters.table_files import open_table
from issuer.adapters.units_of_work import SqlUnitsOfWork
from issuer.adapters.workers import advancing_bulk_jobs, following_keys, run_workers
from issuer.domain.catalogue_document import CatalogueInvalid
from issuer.http.acts import IssuerActs
from issuer.http.authorization import authorization_routes
from issuer.http.bulk import BULK_JOBS
from issuer.http.citizen_sign_in import citizen_sign_in_routes
from issuer.http.gate import Gate
from issuer.http.imports import REGISTER_IMPORTS, SOURCE_IMPORTS
from issuer.http.metadata import well_known_routes
from issuer.http.office_pages import mount_office_pages
from issuer.http.presented_identity import presented_identity_routes
from issuer.http.refusals import refusals
from issuer.ports import ChainPorts, StatusChain
from issuer.settings import Settings
from issuer.usecases.anchor_status_lists import AnchorStatusLists
from issuer.usecases.change_status import ChangeStatus
from issuer.usecases.check_anchoring import CheckAnchoring
from issuer.usecases.check_entitlement import CheckEntitlement
from issuer.usecases.count_quota import CountQuota
from issuer.usecases.end_superseded import EndSuperseded
from issuer.usecases.expire_applications import ExpireApplications
from issuer.usecases.follow_signing_keys import FollowSigningKeys
from issuer.usecases.forget_authorization_requests import ForgetAuthorizationRequests
from issuer.usecases.forget_nonces import ForgetNonces
from issuer.usecases.forget_rates import ForgetRates
from issuer.usecases.forget_sign_ins import ForgetSignIns
from issuer.usecases.hand_out_nonce import HandOutNonce
from issuer.usecases.list_citizens import ListCitizens
from issuer.usecases.list_credentials import ListCredentials
from issuer.usecases.list_signing_keys import ListSigningKeys
from issuer.usecases.list_status_lists import ListStatusLists
from issuer.usecases.prepare_issuer import IssuerChanged, PrepareIssuer
from issuer.usecases.read_credential import ReadCredential
from issuer.usecases.read_offer import ReadOffer
from issuer.usecases.sign_metadata import SignMetadata
from issuer.wiring.access import access_acts, redeem_act
from issuer.wiring.applications import application_acts
from issuer.wiring.authorization import IdentitySources, authorization_acts, open_identity_sources
from issuer.wiring.bulk import advance_bulk_act, bulk_acts
from issuer.wiring.chain import OpenChain, opener_of, opener_of_contracts
from issuer.wiring.imports import import_facts_act, import_register_act
from issuer.wiring.issuing import credential_acts, offer_act
from issuer.wiring.office import office_acts
from issuer.wiring.parts import IssuerParts, open_parts
from issuer.wiring.routes import ROUTES
from issuer.wiring.sources import check_sources, open_sources
from issuer.wiring.status import publish_act, status_acts

MIGRATIONS = "issuer.migrations"
_UPLOADS = (REGISTER_IMPORTS, SOURCE_IMPORTS, BULK_JOBS)


def build_app(
    settings: Settings,
    *,
    clock: Clock | None = None,
    entropy: Entropy | None = None,
    chain: ChainPorts | None = None,
    identity_sources: IdentitySources | None = None,
    with_workers: bool = True,
) -> FastAPI:
    """The issuer as an ASGI application. Keys and catalogue are read now, the database when it starts.

    Without `chain` the contracts of the address book are used, without `identity_sources` those of the
    settings. Without workers this process publishes only at its start, and leaves the rest to another.

    Raises:
        SettingsInvalid: what the message names (key, chain, catalogue, source, address book) is unusable.
    """
    try:
        parts = open_parts(settings, clock=clock or SystemClock(), entropy=entropy or SystemEntropy())
        check_sources(settings, parts.catalogue)
        open_chain = opener_of_contracts(settings) if chain is None else opener_of(chain)
    except (CatalogueInvalid, AddressBookUnreadable) as error:
        raise SettingsInvalid(str(error)) from error
    life = _Life(settings, parts, open_chain, identity_sources, with_workers=with_workers)
    app = create_app(
        title="citywallet issuer",
        version=version("citywallet"),
        public_url=settings.public_url,
        lifespan=life.lifespan,
        gate=Gate,
        refusals=refusals(),
        ready=lambda: _readiness(app),
        larger_bodies=dict.fromkeys(_UPLOADS, settings.register_max_bytes),
    )
    app.include_router(well_known_routes(settings.public_url))
    for routes in ROUTES:
        app.include_router(routes, prefix=base_path(settings.public_url))
    mount_office_pages(app, base=base_path(settings.public_url))
    if identity_sources or settings.identity_sources:
        signing_in = (authorization_routes, citizen_sign_in_routes, presented_identity_routes, style_route())
        for routes in signing_in:
            app.include_router(routes, prefix=base_path(settings.public_url))
    return app


class _Life:
    """What happens between start and end: the database and the chain are open, background work runs."""

    def __init__(
        self,
        settings: Settings,
        parts: IssuerParts,
        open_chain: OpenChain,
        identity_sources: IdentitySources | None,
        *,
        with_workers: bool,
    ) -> None:
        self._settings = settings
        self._parts = parts
        self._open_chain = open_chain
        self._identity_sources = identity_sources
        self._with_workers = with_workers

    @asynccontextmanager
    async def lifespan(self, app: FastAPI) -> AsyncIterator[None]:
        """Run from start to end."""
        require_migrated(self._settings.database_url, MIGRATIONS)
        database = open_database(self._settings.database_url)
        try:
            async with self._open_chain(database) as chain:
                follow_keys = FollowSigningKeys(
                    units=SqlUnitsOfWork(database),
                    clock=self._parts.clock,
                    ring=self._parts.keys,
                    directory=chain.directory,
                )
                await follow_keys.recall()
                async with (
                    self._prepared(app, database, chain),
                    following_keys(follow_keys),
                    self._workers(database, chain.status),
                ):
                    yield
        finally:
            await database.close()
            await self._parts.attestation_lists.close()

    @asynccontextmanager
    async def _prepared(self, app: FastAPI, database: Database, chain: ChainPorts) -> AsyncIterator[None]:
        settings, parts = self._settings, self._parts
        async with (
            open_sources(settings, parts.catalogue, database, clock=parts.clock) as sources,
            open_identity_sources(settings, parts, SqlUnitsOfWork(database)) as described,
        ):
            entitlement = CheckEntitlement(sources=sources, time_zone=settings.profile.time_zone)
            try:
                app.state.acts = await _prepare(
                    settings, parts, database, entitlement, chain, self._identity_sources or described
                )
            except IssuerChanged as error:
                get_logger("start").error("start_refused", reason=str(error))
                raise
            async with self._bulk_work(database, entitlement):
                yield

    def _bulk_work(
        self, database: Database, entitlement: CheckEntitlement
    ) -> AbstractAsyncContextManager[None]:
        if not self._with_workers:
            return nullcontext()
        parts = self._parts
        advance = advance_bulk_act(self._settings, parts, database, entitlement)
        return advancing_bulk_jobs(database, advance, clock=parts.clock, entropy=parts.entropy)

    def _workers(self, database: Database, chain: StatusChain) -> AbstractAsyncContextManager[None]:
        if not self._with_workers:
            return nullcontext()
        units, parts = SqlUnitsOfWork(database), self._parts
        return run_workers(
            database,
            clock=parts.clock,
            entropy=parts.entropy,
            publish=publish_act(self._settings, parts, units),
            anchor=AnchorStatusLists(units=units, chain=chain),
            sweeps={
                "forget_nonces": ForgetNonces(units=units, clock=parts.clock),
                "forget_requests": ForgetAuthorizationRequests(units=units, clock=parts.clock),
                "end_superseded": EndSuperseded(units=units, clock=parts.clock),
                "expire_applications": ExpireApplications(units=units, clock=parts.clock),
                "forget_rates": ForgetRates(units=units, clock=parts.clock),
                "forget_sign_ins": ForgetSignIns(units=units, clock=parts.clock),
            },
        )


async def _prepare(
    settings: Settings,
    parts: IssuerParts,
    database: Database,
    entitlement: CheckEntitlement,
    chain: ChainPorts,
    identity_sources: IdentitySources,
) -> IssuerActs:
    units = SqlUnitsOfWork(database)
    prepare = PrepareIssuer(
        units=units, entropy=parts.entropy, profile=settings.profile, lists=settings.list_plan
    )
    acts = _acts(
        settings, parts, database, entitlement, chain, identity_sources, nonce_secret=await prepare()
    )
    # Before the first wallet comes, so that no card ever points to a list that is not there.
    await publish_act(settings, parts, units)()
    return acts


def _acts(
    settings: Settings,
    parts: IssuerParts,
    database: Database,
    entitlement: CheckEntitlement,
    chain: ChainPorts,
    identity_sources: IdentitySources,
    *,
    nonce_secret: bytes,
) -> IssuerActs:
    units, profile, clock, entropy = SqlUnitsOfWork(database), settings.profile, parts.clock, parts.entropy
    return IssuerActs(
        profile=profile,
        catalogue=parts.catalogue,
        keys=parts.keys,
        message_keys=parts.message_keys,
        sign_metadata=SignMetadata(clock=clock, keys=parts.keys, profile=profile),
        trusted_proxies=settings.trusted_proxies,
        open_table=open_table,
        create_offer=offer_act(settings, parts, units, entitlement),
        read_offer=ReadOffer(units=units, clock=clock, profile=profile),
        redeem_offer=redeem_act(settings, parts, units),
        hand_out_nonce=HandOutNonce(clock=clock, entropy=entropy, profile=profile, secret=nonce_secret),
        access=access_acts(settings, parts, units, secret=nonce_secret),
        credentials=credential_acts(settings, parts, units, entitlement, nonce_secret=nonce_secret),
        applications=application_acts(settings, parts, units, entitlement),
        authorization=authorization_acts(settings, parts, units, entitlement, identity_sources),
        change_status=ChangeStatus(units=units, clock=clock, count_quota=CountQuota(settings.quotas)),
        import_register=import_register_act(settings, parts, units),
        import_facts=import_facts_act(settings, parts, units),
        list_citizens=ListCitizens(units=units),
        list_credentials=ListCredentials(units=units),
        read_credential=ReadCredential(units=units),
        list_signing_keys=ListSigningKeys(ring=parts.keys, directory=chain.directory),
        list_status_lists=ListStatusLists(units=units),
        check_anchoring=CheckAnchoring(units=units, clock=clock),
        status=status_acts(settings, parts, units),
        bulk=bulk_acts(settings, parts, database),
        office=office_acts(settings, parts, units),
    )


async def _readiness(app: FastAPI) -> Readiness:
    """Whether the counter can serve; a chain that is down does not close it, but is told."""
    acts: IssuerActs = app.state.acts
    try:
        keeps_up = await acts.check_anchoring()
    except StorageError:
        return Readiness(ready=False, parts={"database": "unavailable", "anchoring": "unknown"})
    return Readiness(ready=True, parts={"database": "ok", "anchoring": "ok" if keeps_up else "degraded"})
