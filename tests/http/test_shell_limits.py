"""Sizes and times that a request is held to while it arrives."""

import asyncio
from collections.abc import AsyncIterator

import httpx
import pytest

from citywallet.runtime.http.errors import RequestTooSlow
from citywallet.runtime.http.limits import RequestLimits
from tests.http.test_shell import AS_OFFICER, FORM, JSON, an_app
from tests.support.http import client_of

pytestmark = pytest.mark.threat(97)


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    async with client_of(an_app()) as client:
        yield client


async def in_chunks(size_bytes: int) -> AsyncIterator[bytes]:
    for _ in range(size_bytes // 1_000):
        yield b"x" * 1_000


async def test_a_body_of_unknown_length_is_counted_while_it_arrives(client: httpx.AsyncClient) -> None:
    response = await client.post("/token", content=in_chunks(20_000), headers=FORM)
    assert response.status_code == 400
    assert response.json()["error"] == "invalid_request"
    assert response.headers["Connection"] == "close"
    response = await client.post("/api/v1/tickets", content=in_chunks(20_000), headers=AS_OFFICER | JSON)
    assert response.status_code == 413


async def test_a_body_announced_as_too_long_is_refused_before_it_is_read(client: httpx.AsyncClient) -> None:
    async def never() -> AsyncIterator[bytes]:
        raise AssertionError("the body was read")
        yield b""

    headers = {**JSON, "Content-Length": "10001"}
    response = await client.post("/api/v1/tickets", content=never(), headers=headers)
    assert response.status_code == 413


async def test_an_upload_has_its_own_limit(client: httpx.AsyncClient) -> None:
    uploaded = await client.post("/api/v1/register", content=b"x" * 50_000, headers=AS_OFFICER)
    refused = await client.post("/api/v1/register", content=b"x" * 50_001, headers=AS_OFFICER)
    assert uploaded.json() == {"size": 50_000}
    assert refused.status_code == 413


@pytest.mark.parametrize("path", ["/token", "/api/v1/tickets"])
async def test_a_compressed_body_is_refused(client: httpx.AsyncClient, path: str) -> None:
    response = await client.post(path, content=b"x", headers={"Content-Encoding": "gzip"})
    assert response.status_code == (415 if "api" in path else 400)


@pytest.mark.parametrize(
    "headers", [{f"x-{number}": "1" for number in range(200)}, {"x-long": "x" * 40_000}], ids=["many", "long"]
)
async def test_too_many_or_too_long_headers_are_refused(
    client: httpx.AsyncClient, headers: dict[str, str]
) -> None:
    assert (await client.get("/healthz", headers=headers)).status_code == 400
    assert (await client.get("/api/v1/crash", headers=headers)).status_code == 431


async def test_a_body_that_drips_is_given_up() -> None:
    async def silent() -> dict[str, object]:
        await asyncio.Event().wait()
        raise AssertionError

    async def reader(_scope: object, receive: object, _send: object) -> None:
        await receive()  # type: ignore[operator]

    async def nowhere(_message: object) -> None: ...

    limits = RequestLimits(reader, max_body_bytes=10, larger_bodies={}, body_timeout_seconds=0.01)
    scope = {"type": "http", "path": "/", "headers": []}
    with pytest.raises(RequestTooSlow):
        await limits(scope, silent, nowhere)
