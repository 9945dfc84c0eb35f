"""Puts the demo provider together."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from importlib.metadata import version

from fastapi import FastAPI

from city.identity_provider.clients import Client, Clients, RelyingPartyRefused
from city.identity_provider.people import load_people
from city.identity_provider.provider import KeyCupboard, Provider
from city.identity_provider.routes import ProviderActs, provider_routes
from city.identity_provider.settings import Settings
from city.identity_provider.sign_in_pages import SignInPages
from city.identity_provider.sign_ins import SignIns
from citywallet.protocol.errors import ProtocolError
from citywallet.protocol.oauth import parse_issuer_identifier, parse_redirect_uri
from citywallet.runtime.clock import Clock, SystemClock
from citywallet.runtime.entropy import Entropy, SystemEntropy
from citywallet.runtime.http import Refusal, base_path, create_app
from citywallet.runtime.pages import Pages, style_route
from citywallet.runtime.settings import SettingsInvalid

_REFUSALS: Mapping[type[Exception], Refusal] = {
    RelyingPartyRefused: Refusal(
        status=401,
        code=RelyingPartyRefused.code.value,
        public=RelyingPartyRefused.public,
        headers={"WWW-Authenticate": 'Basic realm="identity provider"'},
    )
}


def build_app(settings: Settings, *, clock: Clock | None = None, entropy: Entropy | None = None) -> FastAPI:
    """The provider as an ASGI application; people and keys are read now.

    Raises:
        SettingsInvalid: the people, the keys or an address cannot be used.
    """
    base = base_path(settings.public_url)
    pages = SignInPages(
        pages=Pages("city.identity_provider", base_path=base),
        people=load_people(settings.people_file),
        base_path=base,
    )
    provider = _provider(settings, clock=clock or SystemClock(), entropy=entropy or SystemEntropy())
    provider.cupboard.open()
    app = create_app(
        title="citywallet demo identity provider",
        version=version("citywallet"),
        public_url=settings.public_url,
        lifespan=_nothing_to_open,
        refusals=_REFUSALS,
    )
    app.state.acts = ProviderActs(provider=provider, pages=pages)
    app.include_router(provider_routes, prefix=base)
    app.include_router(style_route(), prefix=base)
    return app


def _provider(settings: Settings, *, clock: Clock, entropy: Entropy) -> Provider:
    try:
        return Provider(
            issuer=parse_issuer_identifier(settings.public_url),
            clock=clock,
            entropy=entropy,
            clients=_clients(settings),
            cupboard=KeyCupboard(
                path=settings.keys_file,
                passphrase=settings.keys_passphrase.get_secret_value().encode(),
                clock=clock,
                entropy=entropy,
            ),
            sign_ins=SignIns(),
        )
    except ProtocolError as error:
        raise SettingsInvalid(f"An address of the identity provider cannot be used: {error}.") from error


def _clients(settings: Settings) -> Clients:
    return Clients(
        {
            client_id: Client(
                id=client_id,
                secret=described.secret.get_secret_value(),
                redirect_uris=frozenset(parse_redirect_uri(each) for each in described.redirect_uris),
            )
            for client_id, described in settings.clients.items()
        }
    )


@asynccontextmanager
async def _nothing_to_open(_app: FastAPI) -> AsyncIterator[None]:
    yield
