"""Each service's document describes each of its routes, and each route of our own API asks for a key."""

from pathlib import Path

import pytest
from fastapi import FastAPI

from tests.architecture.services import PACKAGES, build, routes_of
from tests.architecture.sources import none_of

# Open to the browser of whoever comes: none yet.
OPEN_API_ROUTES: frozenset[str] = frozenset()


@pytest.fixture(params=sorted(PACKAGES))
def app(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FastAPI:
    return build(request.param, tmp_path, monkeypatch)


def test_the_document_describes_every_route(app: FastAPI) -> None:
    paths = app.openapi()["paths"]
    described = {(path, method.upper()) for path, operations in paths.items() for method in operations}
    routes = {(route.path, method) for route in routes_of(app) for method in route.methods}
    none_of(f"{method} {path}" for path, method in routes ^ described)
    assert len(routes) > 5


def test_every_operation_says_what_it_does_and_never_422(app: FastAPI) -> None:
    operations = [
        (f"{method.upper()} {path}", operation)
        for path, methods in app.openapi()["paths"].items()
        for method, operation in methods.items()
    ]
    none_of(name for name, operation in operations if not operation.get("description"))
    none_of(name for name, operation in operations if "422" in operation["responses"])


@pytest.mark.threat(89)
def test_every_route_of_our_api_asks_for_the_key_of_a_role(app: FastAPI) -> None:
    own = [route for route in routes_of(app) if "/api/" in route.path]
    assert own
    none_of(route.path for route in own if not route.roles and route.path not in OPEN_API_ROUTES)


@pytest.mark.threat(89)
def test_no_protocol_route_is_declared_with_a_body_that_the_framework_would_judge(app: FastAPI) -> None:
    # A model of the framework answers in its own words; protocol bodies are read by the protocol's parsers.
    protocol = [route for route in routes_of(app) if "/api/" not in route.path]
    none_of(route.path for route in protocol if route.declared.body_field is not None)
