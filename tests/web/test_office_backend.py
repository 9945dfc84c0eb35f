"""The stand-in behind the pages answers in the form in which the service does."""

from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi.routing import APIRoute
from pydantic import TypeAdapter

from issuer.wiring.routes import ROUTES
from tests.support.office_backend import CSRF_TOKEN, OfficeBackend

ASKED: list[tuple[str, str, Any]] = [
    ("GET", "credentials?citizen_id=c-senior", None),
    ("POST", "revocations", {"reason": "lost", "citizen_id": "c-senior"}),
    ("GET", "approvals", None),
    ("POST", "approvals/d1/confirm", None),
    ("GET", "issuing", None),
    ("POST", "issuing/halt", {"reason": "misuse"}),
    ("POST", "issuing/resume", None),
    ("GET", "clients", None),
    ("POST", "clients", {"name": "desk", "scopes": ["types:read"]}),
    ("POST", "clients/f/rotate", None),
    ("GET", "applications?state=waiting", None),
    ("GET", "bulk-jobs", None),
    ("GET", "health/keys", None),
    ("GET", "health/anchors", None),
    ("GET", "audit", None),
    ("GET", "audit/check", None),
    ("GET", "staff", None),
    ("GET", "office/session", None),
]


def answer_of(method: str, path: str) -> TypeAdapter[Any]:
    """The form of the service's answer."""
    for routes in ROUTES:
        for route in routes.routes:
            if isinstance(route, APIRoute) and method in route.methods and route.path_regex.fullmatch(path):
                return TypeAdapter(route.response_model)
    raise AssertionError(f"the service has no {method} {path}")


@pytest.mark.parametrize(("method", "path", "body"), ASKED)
async def test_the_stand_in_answers_as_the_service_does(method: str, path: str, body: Any) -> None:
    app = OfficeBackend(pages=Path(__file__).parent, signed_in=True).app()
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://office.test") as client:
        headers = {"X-CSRF-Token": CSRF_TOKEN}
        answer = await client.request(method, f"/api/v1/{path}", json=body, headers=headers)
    answer_of(method, f"/api/v1/{path.partition('?')[0]}").validate_python(answer.json())
