"""Each service's document describes each of its routes, and each route of our own API asks for a key."""

import re
from itertools import combinations
from pathlib import Path

import pytest
from fastapi import FastAPI

from issuer.http.policy import RULES, rules_of
from tests.architecture.services import PACKAGES, build, routes_of
from tests.architecture.sources import none_of

# The issuer's gate knows its callers by a policy of its own; the identity provider has no API.
WITH_KEYS = sorted(set(PACKAGES) - {"issuer", "identity"})


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
@pytest.mark.parametrize("app", WITH_KEYS, indirect=True)
def test_every_route_of_an_api_with_keys_asks_for_the_key_of_a_role(app: FastAPI) -> None:
    own = [route for route in routes_of(app) if "/api/" in route.path]
    assert own
    none_of(route.path for route in own if not route.roles)


@pytest.mark.threat(89)
@pytest.mark.parametrize("app", ["issuer"], indirect=True)
def test_every_route_of_the_office_has_its_own_rule_and_every_rule_its_route(app: FastAPI) -> None:
    routes = {
        (method, re.sub(r"{[a-z_]+}", "{}", route.path.removeprefix("/api/v1/")))
        for route in routes_of(app)
        for method in route.methods
        if route.path.startswith("/api/")
    }
    rules = {(rule.method, "/".join(rule.segments)) for rule in RULES}
    none_of(f"{method} {path}" for method, path in routes ^ rules)
    none_of(path for method, path in routes if "/".join(rules_of(path)[method].segments) != path)


@pytest.mark.threat(89)
def test_no_two_rules_of_the_office_are_for_one_path() -> None:
    # The framework takes the first route that fits: the gate must not have judged another one.
    none_of(
        f"{one} and {other}"
        for one, other in combinations(RULES, 2)
        if one.method == other.method and (one.is_for(other.segments) or other.is_for(one.segments))
    )


@pytest.mark.threat(89)
def test_no_protocol_route_is_declared_with_a_body_that_the_framework_would_judge(app: FastAPI) -> None:
    # A model of the framework answers in its own words; protocol bodies are read by the protocol's parsers.
    protocol = [route for route in routes_of(app) if "/api/" not in route.path]
    none_of(route.path for route in protocol if route.declared.body_field is not None)
