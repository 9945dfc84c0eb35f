"""Who may call what: the service against the table of docs/office-api.md, for every route that it has."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from tests.support.issuer import City
from tests.support.office import as_founder, signed_in

PREFIX = "/api/v1/"
DOCUMENT = Path(__file__).resolve().parents[3] / "docs" / "office-api.md"
LINE = re.compile(
    r"^\| `([A-Z]+) ([^`]+)` \| (\w+) \| (\w+) \| (\w+) \| (\w+) \| (?:`([a-z:]+)`|-) \|$", re.MULTILINE
)
ROLES = ("teller", "approver", "auditor", "administrator")


@dataclass(frozen=True, slots=True)
class Line:
    """What the document says of one route."""

    by_role: dict[str, str]
    scope: str | None


def documented() -> dict[tuple[str, str], Line]:
    """The lines of the document, by method and path."""
    text = DOCUMENT.read_text(encoding="utf-8")
    return {
        (method, path): Line(by_role=dict(zip(ROLES, answers, strict=True)), scope=scope or None)
        for method, path, *answers, scope in LINE.findall(text)
    }


def routes_of(city: City) -> Iterator[tuple[str, str]]:
    """Method and path below the prefix of every route of the office."""
    for path, operations in city.app.openapi()["paths"].items():
        if path.startswith(PREFIX):
            for method in operations:
                yield method.upper(), path.removeprefix(PREFIX)


async def ask(city: City, method: str, path: str, headers: dict[str, str]) -> httpx.Response:
    address = PREFIX + re.sub(r"{\w+}", "x", path)
    return await city.client.request(method, address, headers=headers)


async def test_the_document_and_the_service_have_the_same_routes(city: City) -> None:
    assert sorted(set(routes_of(city)) ^ set(documented())) == []


@pytest.mark.threat(89)
async def test_whoever_shows_nothing_or_something_unknown_is_not_let_in(city: City) -> None:
    before = await city.counts()
    for method, path in routes_of(city):
        if documented()[method, path].by_role["teller"] == "open":
            continue
        for headers in ({}, {"Authorization": "Bearer x"}, {"Authorization": "Basic eDp4"}):
            response = await ask(city, method, path, headers)
            assert response.status_code == 401, (method, path, response.text)
            assert response.headers["content-type"] == "application/problem+json"
            assert response.headers["www-authenticate"].startswith("Bearer")
    assert await city.counts() == before


@pytest.mark.threat(89)
async def test_a_client_may_call_what_its_scopes_name_and_nothing_else(city: City) -> None:
    lines = documented()
    for method, path in routes_of(city):
        scope = lines[method, path].scope
        if lines[method, path].by_role["teller"] == "open":
            continue
        for name, headers in (
            ("officer", city.as_officer()),
            ("auditor", city.as_auditor()),
            ("founder", as_founder()),
        ):
            refused = (await ask(city, method, path, headers)).status_code == 403
            assert refused is (scope not in SCOPES[name]), (name, method, path)


@pytest.mark.threat(89)
@pytest.mark.parametrize("role", ROLES)
async def test_staff_may_call_what_the_document_says_of_their_role_and_nothing_else(
    city: City, role: str
) -> None:
    browser = await signed_in(city, f"one.{role}", role)
    lines, cookies = documented(), dict(browser.cookies)
    for method, path in routes_of(city):
        said = lines[method, path].by_role[role]
        if said == "open" or path == "office/session":
            continue
        browser.cookies = dict(cookies)
        answer = await browser.request(method, re.sub(r"{\w+}", "x", path))
        refused = answer.status_code == 403 and answer.json()["code"] == "insufficient_scope"
        assert refused is (said != "yes"), (method, path, answer.text)
    assert (await browser.get("office/session")).json()["roles"] == [role]


@pytest.mark.threat(88)
async def test_what_is_no_route_is_told_only_to_those_who_are_known(city: City) -> None:
    for path, status in (("nothing", 404), ("../v2/offers", 404), ("offers/x/y/z", 404)):
        assert (await city.client.get(PREFIX + path)).status_code == 401
        answer = await city.client.get(PREFIX + path, headers=city.as_officer())
        assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    wrong_method = await city.client.put(f"{PREFIX}offers", headers=city.as_officer())
    assert wrong_method.status_code == 405


SCOPES = {
    "officer": {
        "types:read",
        "applications:read",
        "applications:reveal",
        "applications:decide",
        "register:import",
        "register:read",
        "offers:create",
        "credentials:read",
        "credentials:change",
        "approvals:read",
        "bulk:read",
        "bulk:run",
        "health:read",
        "issuing:read",
        "issuing:halt",
    },
    "auditor": {
        "types:read",
        "approvals:read",
        "bulk:read",
        "health:read",
        "audit:read",
        "staff:read",
        "issuing:read",
    },
    "founder": {"staff:read", "staff:manage"},
}
