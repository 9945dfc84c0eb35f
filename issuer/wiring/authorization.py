"""Wallets that may ask, ways to sign in, and the acts between them."""

from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta

from citywallet.protocol.bilingual import BilingualText
from citywallet.protocol.oauth import IssuerIdentifier, parse_redirect_uri
from citywallet.runtime.http import base_path
from citywallet.runtime.outbound import OutboundClient
from citywallet.runtime.pages import Pages
from citywallet.runtime.tls import client_context
from issuer.adapters.openid_connect_source import OpenIdConnectSource, RelyingParty
from issuer.domain.identifiers import IdentitySourceName
from issuer.domain.wallet_clients import WalletClient, WalletClients
from issuer.http.authorization_acts import AuthorizationActs
from issuer.http.authorization_pages import AuthorizationPages
from issuer.identity_settings import OpenIdConnectSource as OpenIdConnectSettings
from issuer.ports import UnitsOfWork
from issuer.ports.identity import IdentitySource
from issuer.settings import Settings
from issuer.usecases.begin_citizen_sign_in import BeginCitizenSignIn
from issuer.usecases.check_entitlement import CheckEntitlement
from issuer.usecases.decline_authorization import DeclineAuthorization
from issuer.usecases.finish_citizen_sign_in import FinishCitizenSignIn
from issuer.usecases.grant_authorization import GrantAuthorization
from issuer.usecases.presentation_source import PresentationSource
from issuer.usecases.push_authorization_request import PushAuthorizationRequest
from issuer.usecases.read_citizen_session import ReadCitizenSession
from issuer.usecases.receive_presentation import ReceivePresentation
from issuer.usecases.redeem_authorization_code import RedeemAuthorizationCode
from issuer.usecases.serve_presentation_request import ServePresentationRequest
from issuer.usecases.start_authorization import StartAuthorization
from issuer.wiring.access import token_act
from issuer.wiring.parts import IssuerParts
from issuer.wiring.presentations import presentation_source

IdentitySources = Mapping[IdentitySourceName, IdentitySource]


@asynccontextmanager
async def open_identity_sources(
    settings: Settings, parts: IssuerParts, units: UnitsOfWork
) -> AsyncIterator[IdentitySources]:
    """Every way to sign in while the block runs; each connects when it is first used."""
    async with AsyncExitStack() as opened:
        client = OutboundClient(
            allowed_origins=settings.outbound_allowed_origins, tls=client_context(settings.tls_authority)
        )
        opened.push_async_callback(client.close)
        sources: dict[IdentitySourceName, IdentitySource] = {}
        for text, described in settings.identity_sources.items():
            name = IdentitySourceName(text)
            if isinstance(described, OpenIdConnectSettings):
                sources[name] = OpenIdConnectSource(_party(described), client=client, clock=parts.clock)
            else:
                sources[name] = presentation_source(
                    name,
                    parts.identity_cards[name],
                    settings=settings,
                    parts=parts,
                    units=units,
                    client=client,
                )
        yield sources


def authorization_acts(
    settings: Settings,
    parts: IssuerParts,
    units: UnitsOfWork,
    entitlement: CheckEntitlement,
    sources: IdentitySources,
) -> AuthorizationActs:
    """The acts of the authorization code grant."""
    profile, clock, entropy = settings.profile, parts.clock, parts.entropy
    by_card = {name: each for name, each in sources.items() if isinstance(each, PresentationSource)}
    return AuthorizationActs(
        clients=_clients(settings),
        sources=sources,
        pages=_pages(settings, sources),
        push=PushAuthorizationRequest(
            units=units, clock=clock, entropy=entropy, catalogue=parts.catalogue, profile=profile
        ),
        start=_start_act(settings, parts, units),
        read_session=ReadCitizenSession(units=units, clock=clock, catalogue=parts.catalogue),
        begin=BeginCitizenSignIn(units=units, clock=clock, profile=profile, sources=sources),
        finish=FinishCitizenSignIn(
            units=units, clock=clock, entropy=entropy, profile=profile, sources=sources
        ),
        grant=_grant_act(settings, parts, units, entitlement),
        decline=DeclineAuthorization(units=units, clock=clock, profile=profile),
        redeem=RedeemAuthorizationCode(
            units=units, clock=clock, entropy=entropy, hand_out_tokens=token_act(settings, parts)
        ),
        serve_presentation_request=ServePresentationRequest(
            units=units, clock=clock, profile=profile, sources=by_card
        ),
        receive_presentation=ReceivePresentation(
            units=units, clock=clock, entropy=entropy, profile=profile, sources=by_card
        ),
    )


def _grant_act(
    settings: Settings, parts: IssuerParts, units: UnitsOfWork, entitlement: CheckEntitlement
) -> GrantAuthorization:
    return GrantAuthorization(
        units=units,
        clock=parts.clock,
        entropy=parts.entropy,
        catalogue=parts.catalogue,
        profile=settings.profile,
        check_entitlement=entitlement,
    )


def _start_act(settings: Settings, parts: IssuerParts, units: UnitsOfWork) -> StartAuthorization:
    return StartAuthorization(
        units=units,
        clock=parts.clock,
        entropy=parts.entropy,
        catalogue=parts.catalogue,
        profile=settings.profile,
        clients=_clients(settings),
        session_lifetime=timedelta(seconds=settings.sign_in_seconds),
    )


def _pages(settings: Settings, sources: IdentitySources) -> AuthorizationPages:
    return AuthorizationPages(
        pages=Pages("issuer.http", base_path=base_path(settings.public_url)),
        office=BilingualText(ko=settings.name_ko, en=settings.name_en),
        is_demonstration=settings.demonstration,
        form_targets=tuple(
            dict.fromkeys(source.origin for source in sources.values() if source.origin is not None)
        ),
    )


def _clients(settings: Settings) -> WalletClients:
    return WalletClients(
        {
            client_id: WalletClient(
                id=client_id,
                name=BilingualText(ko=wallet.name_ko, en=wallet.name_en),
                redirect_uris=frozenset(parse_redirect_uri(each) for each in wallet.redirect_uris),
            )
            for client_id, wallet in settings.wallets.items()
        }
    )


def _party(described: OpenIdConnectSettings) -> RelyingParty:
    secret = described.client_secret
    return RelyingParty(
        issuer=IssuerIdentifier(described.issuer),
        client_id=described.client_id,
        client_secret=None if secret is None else secret.get_secret_value(),
        scope=tuple(described.scope.split()),
        citizen_claim=described.citizen_claim,
        citizen_prefix=described.citizen_prefix,
        label=BilingualText(ko=described.label_ko, en=described.label_en),
        page_origin=described.page_origin,
    )
