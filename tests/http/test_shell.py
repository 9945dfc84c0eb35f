"""What every service answers, whatever its routes do."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated

import httpx
import pytest
from fastapi import APIRouter, Depends, FastAPI, Request, Response
from pydantic import BaseModel

from citywallet.runtime.http import (
    ApiKeys,
    Readiness,
    Refusal,
    authenticate,
    base_path,
    create_app,
    json_response,
    read_form,
    read_json_object,
    read_query,
    require_key,
)
from tests.support.http import client_of

OFFICER, AUDITOR = "officer-key-0123456789", "auditor-key-0123456789"
AS_OFFICER = {"Authorization": f"Bearer {OFFICER}"}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
JSON = {"Content-Type": "application/json"}


class DeskClosed(Exception):
    """An error of the service's own."""


class Ticket(BaseModel):
    count: int


def routes() -> APIRouter:
    router = APIRouter()

    @router.post("/token")
    async def token(request: Request) -> Response:
        return json_response(dict(await read_form(request, max_bytes=1_000)))

    @router.post("/credential")
    async def credential(request: Request) -> Response:
        return json_response(await read_json_object(request, max_bytes=1_000))

    @router.get("/status")
    async def status(request: Request) -> Response:
        if "time" in read_query(request):
            return json_response({"role": authenticate(request)})
        return json_response({}, headers={"Cache-Control": "public, max-age=300"})

    @router.get("/crash")
    async def crash() -> Response:
        raise RuntimeError("canary")

    @router.get("/closed")
    async def closed() -> Response:
        raise DeskClosed("canary")

    @router.post("/api/v1/tickets")
    async def tickets(
        ticket: Ticket, role: Annotated[str, Depends(require_key("officer"))]
    ) -> dict[str, object]:
        return {"count": ticket.count, "role": role}

    @router.post("/api/v1/register")
    async def register(request: Request) -> dict[str, int]:
        return {"size": len(await request.body())}

    @router.get("/api/v1/crash")
    async def api_crash() -> Response:
        raise RuntimeError("canary")

    return router


def an_app(public_url: str = "http://testserver", *, is_ready: bool = True) -> FastAPI:
    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        yield

    async def ready() -> Readiness:
        return Readiness(ready=is_ready, parts={"database": "ok" if is_ready else "unavailable"})

    app = create_app(
        title="Desk",
        version="1",
        public_url=public_url,
        lifespan=lifespan,
        keys=ApiKeys({"officer": OFFICER, "auditor": AUDITOR}),
        refusals={DeskClosed: Refusal(status=409, code="desk_closed", public="The desk is closed.")},
        ready=ready,
        max_body_bytes=10_000,
        larger_bodies={"/api/v1/register": 50_000},
    )
    app.include_router(routes(), prefix=base_path(public_url))
    return app


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    async with client_of(an_app()) as client:
        yield client


async def test_health_and_readiness_answer(client: httpx.AsyncClient) -> None:
    assert (await client.get("/healthz")).json() == {"status": "ok"}
    assert (await client.get("/readyz")).json() == {"status": "ready", "parts": {"database": "ok"}}


async def test_readiness_is_503_when_a_part_is_away() -> None:
    async with client_of(an_app(is_ready=False)) as client:
        response = await client.get("/readyz")
    assert response.status_code == 503
    assert response.json() == {"status": "not_ready", "parts": {"database": "unavailable"}}


@pytest.mark.threat(87)
@pytest.mark.parametrize("path", ["/healthz", "/status", "/nothing", "/crash", "/api/v1/crash"])
async def test_every_answer_carries_the_security_headers(client: httpx.AsyncClient, path: str) -> None:
    headers = (await client.get(path)).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert "server" not in headers
    assert not any(name.startswith("access-control-") for name in headers)


async def test_answers_are_not_stored_unless_the_endpoint_says_so(client: httpx.AsyncClient) -> None:
    assert (await client.get("/healthz")).headers["Cache-Control"] == "no-store"
    assert (await client.get("/status")).headers["Cache-Control"] == "public, max-age=300"


@pytest.mark.parametrize(("method", "path", "status"), [("GET", "/nothing", 404), ("GET", "/token", 405)])
async def test_wrong_addresses_and_methods_are_answered_as_errors_of_the_protocol(
    client: httpx.AsyncClient, method: str, path: str, status: int
) -> None:
    response = await client.request(method, path)
    assert response.status_code == status
    assert response.json()["error"] == "invalid_request"


async def test_a_wrong_address_of_our_api_is_answered_as_a_problem(client: httpx.AsyncClient) -> None:
    response = await client.get("/api/v1/nothing", headers=AS_OFFICER)
    assert response.status_code == 404
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json()["status"] == 404


async def test_an_address_with_another_slash_is_not_redirected(client: httpx.AsyncClient) -> None:
    assert (await client.get("/healthz/")).status_code == 404


@pytest.mark.parametrize("path", ["/crash", "/api/v1/crash"])
async def test_an_unexpected_error_is_answered_without_detail(client: httpx.AsyncClient, path: str) -> None:
    response = await client.get(path, headers=AS_OFFICER)
    assert response.status_code == 500
    assert "server_error" in response.text
    assert "canary" not in response.text


async def test_an_own_error_is_answered_as_listed(client: httpx.AsyncClient) -> None:
    response = await client.get("/closed")
    assert response.status_code == 409
    assert response.json() == {"error": "invalid_request", "error_description": "The desk is closed."}


@pytest.mark.parametrize(
    ("content", "headers"),
    [
        (b"a=1&a=2", FORM),
        (b"a=%ff", FORM),
        (b"a=" + b"x" * 2_000, FORM),
        (b"a=" + b"x" * 20_000, FORM),
        (b"a=1", {"Content-Type": "multipart/form-data; boundary=x"}),
        (b'{"a":"1"}', JSON),
        (b"a=1", {}),
        (b"a=1", {**FORM, "Content-Encoding": "gzip"}),
        (b"a=1", {"Content-Type": "application/x-www-form-urlencoded; charset=euc-kr"}),
    ],
)
async def test_a_form_that_is_not_read_is_invalid_request(
    client: httpx.AsyncClient, content: bytes, headers: dict[str, str]
) -> None:
    response = await client.post("/token", content=content, headers=headers)
    assert response.status_code == 400
    assert response.json()["error"] == "invalid_request"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]",
        b"{",
        b'{"a":1,"a":2}',
        b'{"a":"\xff"}',
        b"[" * 900,
        b'{"a":' * 150,
        b'{"a":NaN}',
        b" " * 2_000,
    ],
)
async def test_json_that_is_not_read_is_invalid_request(client: httpx.AsyncClient, content: bytes) -> None:
    response = await client.post("/credential", content=content, headers=JSON)
    assert response.status_code == 400
    assert response.json()["error"] == "invalid_request"


@pytest.mark.threat(89)
@pytest.mark.parametrize(
    ("authorization", "status", "code"),
    [
        (None, 401, "invalid_token"),
        ("Bearer nobody-0123456789", 401, "invalid_token"),
        (f"Basic {OFFICER}", 401, "invalid_token"),
        ("Bearer ", 401, "invalid_token"),
        (f"Bearer {AUDITOR}", 403, "insufficient_scope"),
        (f"bearer {OFFICER}", 200, None),
    ],
)
async def test_a_route_lets_only_the_keys_of_its_roles_through(
    client: httpx.AsyncClient, authorization: str | None, status: int, code: str | None
) -> None:
    headers = {"Authorization": authorization} if authorization else {}
    response = await client.post("/api/v1/tickets", json={"count": 1}, headers=headers)
    assert (response.status_code, response.json().get("code")) == (status, code)
    assert response.headers.get("WWW-Authenticate", "").startswith("Bearer") is (status == 401)


@pytest.mark.threat(97)
@pytest.mark.parametrize("authorization", [None, "Bearer nobody-0123456789"])
@pytest.mark.parametrize("path", ["/api/v1/tickets", "/api/v1/register", "/api/v1/nothing"])
async def test_nothing_is_read_of_a_request_to_our_api_that_shows_no_key_of_ours(
    client: httpx.AsyncClient, path: str, authorization: str | None
) -> None:
    async def never() -> AsyncIterator[bytes]:
        raise AssertionError("the body was read")
        yield b""

    headers = JSON | ({"Authorization": authorization} if authorization else {})
    response = await client.post(path, content=never(), headers=headers)
    assert response.status_code == 401
    assert response.headers["Content-Type"] == "application/problem+json"


async def test_a_key_is_not_taken_from_the_address(client: httpx.AsyncClient) -> None:
    response = await client.post(f"/api/v1/tickets?access_token={OFFICER}", json={"count": 1})
    assert response.status_code == 400


async def test_two_keys_in_one_request_are_refused_whoever_they_belong_to(client: httpx.AsyncClient) -> None:
    headers = [("Authorization", f"Bearer {OFFICER}"), ("Authorization", f"Bearer {OFFICER}")]
    response = await client.post("/api/v1/tickets", json={"count": 1}, headers=headers)
    assert (response.status_code, response.json()["code"]) == (401, "invalid_token")


async def test_a_key_can_be_asked_for_in_some_requests_only(client: httpx.AsyncClient) -> None:
    auditor = {"Authorization": f"Bearer {AUDITOR}"}
    assert (await client.get("/status?time=1", headers=auditor)).json() == {"role": "auditor"}
    assert (await client.get("/status?time=1")).status_code == 401
    assert (await client.get("/status?time=1&time=2", headers=auditor)).status_code == 400


@pytest.mark.parametrize("content", [b"{", b'{"count":"canary"}', b"[]", b"", b'{"count":' + b"[" * 3_000])
async def test_what_our_api_cannot_read_is_a_400_problem_and_never_422(
    client: httpx.AsyncClient, content: bytes
) -> None:
    response = await client.post("/api/v1/tickets", content=content, headers=AS_OFFICER | JSON)
    assert response.status_code == 400
    assert response.headers["Content-Type"] == "application/problem+json"
    assert "canary" not in response.text


async def test_the_document_describes_no_422_and_the_key(client: httpx.AsyncClient) -> None:
    document = (await client.get("/api/v1/openapi.json")).json()
    operation = document["paths"]["/api/v1/tickets"]["post"]
    assert "422" not in operation["responses"]
    assert operation["security"] == [{"HTTPBearer": []}]


async def test_everything_lies_below_the_path_of_the_public_address() -> None:
    async with client_of(an_app("https://city.example/desk")) as client:
        assert (await client.get("/desk/healthz")).status_code == 200
        assert (await client.get("/healthz")).status_code == 404
        assert (await client.get("/desk/api/v1/nothing", headers=AS_OFFICER)).json()["code"] == "not_found"
        assert (await client.get("/desk/api/v1/openapi.json")).status_code == 200
