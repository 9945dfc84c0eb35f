"""Status list tokens over HTTP: what counts as one, and what does not."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from hashlib import sha256

import pytest

from citywallet.protocol.encoding import encode_base64url
from citywallet.runtime.outbound import OutboundClient
from tests.support.web_server import Answer, WebServer, a_web_server, answering
from verifier.adapters.http_status_lists import HttpStatusLists
from verifier.ports import StatusListUnavailable

TOKEN = "header.payload.signature"
DIGEST = sha256(TOKEN.encode()).digest()
MEDIA_TYPE = ("Content-Type: application/statuslist+jwt",)
AUDITOR = "auditor-key-auditor-key"


@asynccontextmanager
async def lists_from(answer: Answer) -> AsyncIterator[tuple[HttpStatusLists, WebServer, str]]:
    """The adapter, the server it speaks to, and a list's address there."""
    async with a_web_server(answer) as server:
        client = OutboundClient(allowed_origins=[server.origin])
        try:
            yield HttpStatusLists(client, auditor_key=AUDITOR), server, f"{server.origin}/status/1"
        finally:
            await client.close()


def a_token(text: str = TOKEN) -> Answer:
    return answering(text.encode(), headers=MEDIA_TYPE)


async def test_the_current_token_is_fetched_without_any_key() -> None:
    async with lists_from(a_token()) as (lists, server, uri):
        assert await lists.current(uri) == TOKEN

    (request,) = server.requests
    assert request.startswith(b"GET /status/1 HTTP/1.1")
    assert b"accept: application/statuslist+jwt" in request.lower()
    assert b"authorization" not in request.lower()


async def test_a_token_is_fetched_by_its_digest_once() -> None:
    async with lists_from(a_token()) as (lists, server, uri):
        for _ in range(3):
            assert await lists.by_digest(uri, DIGEST) == TOKEN

    (request,) = server.requests
    assert request.startswith(f"GET /status/1/tokens/{encode_base64url(DIGEST)} ".encode())


async def test_a_token_already_seen_is_not_fetched_again_even_if_the_server_is_gone() -> None:
    async with lists_from(a_token()) as (lists, _server, uri):
        await lists.current(uri)

    assert await lists.by_digest(uri, DIGEST) == TOKEN


async def test_another_token_than_the_digest_names_is_none() -> None:
    async with lists_from(a_token("another.token.text")) as (lists, _server, uri):
        with pytest.raises(StatusListUnavailable):
            await lists.by_digest(uri, DIGEST)


async def test_a_past_token_is_asked_for_with_the_auditor_s_key() -> None:
    async with lists_from(a_token()) as (lists, server, uri):
        assert await lists.at_time(uri, datetime(2026, 3, 3, 9, 0, 0, 500_000, tzinfo=UTC)) == TOKEN

    (request,) = server.requests
    assert request.startswith(b"GET /status/1?time=1772528400 HTTP/1.1")
    assert f"Authorization: Bearer {AUDITOR}".encode() in request


@pytest.mark.threat(55)
@pytest.mark.parametrize(
    "answer",
    [
        answering(TOKEN.encode(), status="500 Internal Server Error", headers=MEDIA_TYPE),
        answering(TOKEN.encode(), status="404 Not Found", headers=MEDIA_TYPE),
        answering(b"", status="302 Found", headers=("Location: http://127.0.0.1:1/",)),
        answering(TOKEN.encode(), headers=("Content-Type: text/html",)),
        answering(TOKEN.encode(), headers=()),
        answering("가.나.다".encode(), headers=MEDIA_TYPE),
    ],
)
async def test_whatever_else_the_server_answers_is_no_token(answer: Answer) -> None:
    async with lists_from(answer) as (lists, _server, uri):
        for fetching in (lists.current(uri), lists.at_time(uri, datetime(2026, 3, 3, tzinfo=UTC))):
            with pytest.raises(StatusListUnavailable):
                await fetching


@pytest.mark.threat(55)
async def test_a_server_that_is_not_there_gives_no_token() -> None:
    async with lists_from(a_token()) as (lists, _server, uri):
        pass

    with pytest.raises(StatusListUnavailable):
        await lists.current(uri)


async def test_a_private_address_that_nobody_allowed_is_never_contacted() -> None:
    async with a_web_server(a_token()) as server:
        client = OutboundClient()
        try:
            with pytest.raises(StatusListUnavailable):
                await HttpStatusLists(client, auditor_key=AUDITOR).current(f"{server.origin}/status/1")
        finally:
            await client.close()

    assert server.connections == 0
