"""The three services' applications, made from their settings as in production; nothing is started."""

import importlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute, RouteContext, iter_route_contexts

from city.environment import service_environments
from city.identity_provider.people import save_people
from city.keys import Secrets, make_keys
from city.layout import Layout
from city.ports import Addresses, Part
from citywallet.onchain.address_book import AddressBook, DeployedContract
from citywallet.runtime.http.keys import RequireKey
from citywallet.runtime.settings import load
from tests.support.clock import NOON
from tests.support.entropy import SeededEntropy

PACKAGES = {
    "issuer": "issuer",
    "wallet": "wallet_api",
    "verifier": "verifier",
    "identity": "city.identity_provider",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """One route of a service with what was declared about it."""

    path: str
    methods: frozenset[str]
    declared: APIRoute

    @property
    def roles(self) -> frozenset[str]:
        """The roles whose keys it asks for."""
        found: set[str] = set()
        for dependant in _all_dependants(self.declared.dependant):
            if isinstance(dependant.call, RequireKey):
                found |= dependant.call.roles
        return frozenset(found)


def build(service: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> FastAPI:
    """The application of a service, with keys and an address book in `folder`."""
    layout = Layout(folder)
    parts = {name: Part(port=port, url=f"http://localhost:{port}") for name, port in _PORTS.items()}
    addresses = Addresses(**parts)
    make_keys(layout, issuer=parts["issuer"], verifier=parts["verifier"], entropy=SeededEntropy(), now=NOON)
    contract = DeployedContract(address=bytes(20), code_hash=bytes(32), deployed_block=1)
    names = ("IssuerDirectory", "StatusAnchor")
    AddressBook(chain_id=1, genesis_hash=bytes(32), contracts=dict.fromkeys(names, contract)).save(
        layout.address_book
    )
    environments = service_environments(layout, addresses=addresses, secrets=Secrets.load(layout))
    for name, value in environments[service].items():
        monkeypatch.setenv(name, value)
    save_people(layout.people, [])
    package = PACKAGES[service]
    settings = load(importlib.import_module(f"{package}.settings").Settings)
    app = importlib.import_module(f"{package}.app").build_app(settings)
    assert isinstance(app, FastAPI)
    return app


def routes_of(app: FastAPI) -> Iterator[Route]:
    """Every route that a service added."""
    for context in iter_route_contexts(app.routes):
        if isinstance(context.original_route, APIRoute):
            yield _route(context, context.original_route)


_PORTS = {"issuer": 8100, "wallet": 8200, "verifier": 8300, "identity": 8500, "chain": 8545}


def _route(context: RouteContext, declared: APIRoute) -> Route:
    assert context.path is not None
    return Route(path=context.path, methods=frozenset(context.methods or ()), declared=declared)


def _all_dependants(dependant: Dependant) -> Iterator[Dependant]:
    yield dependant
    for inner in dependant.dependencies:
        yield from _all_dependants(inner)
