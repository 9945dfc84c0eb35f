"""The other side answers with too much, too slowly, elsewhere or nothing."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from citywallet.runtime.outbound import (
    FailureCause,
    OutboundClient,
    OutboundFailed,
    OutboundResponse,
    Timeouts,
)
from tests.support.web_server import Answer, WebServer, a_web_server, answering, sending

pytestmark = pytest.mark.threat(27)

JSON = "application/json"
SHORT = Timeouts(connect=0.5, read=0.2, total=0.4)
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"


@asynccontextmanager
async def a_client_of(
    answer: Answer, *, timeouts: Timeouts = SHORT
) -> AsyncIterator[tuple[OutboundClient, WebServer]]:
    async with a_web_server(answer) as server:
        client = OutboundClient(allowed_origins=[server.origin], timeouts=timeouts)
        try:
            yield client, server
        finally:
            await client.close()


async def fetch(answer: Answer, *, max_bytes: int = 1_000) -> OutboundResponse:
    async with a_client_of(answer) as (client, server):
        return await client.get(server.origin, accept=JSON, max_bytes=max_bytes)


async def failure(answer: Answer) -> FailureCause:
    with pytest.raises(OutboundFailed) as failed:
        await fetch(answer)
    return failed.value.cause


async def endless(writer: asyncio.StreamWriter) -> None:
    writer.write(HEAD + b"Transfer-Encoding: chunked\r\n\r\n")
    while not writer.is_closing():
        writer.write(b"400\r\n" + b"x" * 1024 + b"\r\n")
        await writer.drain()


async def dripping(writer: asyncio.StreamWriter) -> None:
    writer.write(HEAD + b"Content-Length: 1000\r\n\r\n")
    while not writer.is_closing():
        writer.write(b"x")
        await writer.drain()
        await asyncio.sleep(0.05)


async def silent(writer: asyncio.StreamWriter) -> None:
    await asyncio.sleep(0.6)


@pytest.mark.parametrize(
    "status", ["301 Moved", "302 Found", "303 See Other", "307 Temporary", "308 Permanent"]
)
async def test_a_redirect_is_an_error_and_is_not_followed(status: str) -> None:
    async with a_web_server(answering()) as elsewhere:
        moved = answering(status=status, headers=(f"Location: {elsewhere.origin}/",))
        assert await failure(moved) is FailureCause.REDIRECTED
        assert elsewhere.connections == 0


async def test_an_endless_answer_is_cut_at_the_limit() -> None:
    assert await failure(endless) is FailureCause.TOO_LARGE


async def test_an_answer_one_byte_too_long_is_refused_and_one_at_the_limit_is_not() -> None:
    assert await failure(answering(b"x" * 1_001)) is FailureCause.TOO_LARGE
    assert len((await fetch(answering(b"x" * 1_000))).body) == 1_000


async def test_an_answer_that_drips_is_given_up_after_the_total_time() -> None:
    assert await failure(dripping) is FailureCause.TIMED_OUT


async def test_an_answer_that_never_comes_is_given_up() -> None:
    assert await failure(silent) is FailureCause.TIMED_OUT


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br", "zstd", "gzip, identity"])
async def test_a_compressed_answer_is_refused(encoding: str) -> None:
    assert (
        await failure(answering(b"x", headers=(f"Content-Encoding: {encoding}",))) is FailureCause.COMPRESSED
    )


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"garbage\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n",
        HEAD + b"Content-Length: 100\r\n\r\nshort",
        HEAD + b"Content-Length: 2\r\nContent-Length: 3\r\n\r\nxxx",
        HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"HTTP/1.1 200 OK\r\nX: " + b"x" * 300_000 + b"\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"X: x\r\n" * 50_000 + b"\r\n",
    ],
    ids=[
        "nothing",
        "garbage",
        "half a head",
        "truncated",
        "two lengths",
        "bad chunk",
        "long header",
        "many headers",
    ],
)
async def test_a_broken_answer_is_a_failure(raw: bytes) -> None:
    assert await failure(sending(raw)) is FailureCause.BROKEN


async def test_nobody_listening_is_a_failure() -> None:
    async with a_web_server(answering()) as server:
        pass
    client = OutboundClient(allowed_origins=[server.origin])
    with pytest.raises(OutboundFailed) as failed:
        await client.get(server.origin, accept=JSON)
    await client.close()
    assert failed.value.cause is FailureCause.UNREACHABLE


@pytest.mark.parametrize(
    "status", ["200 OK", "204 No Content", "400 Bad Request", "404 Not Found", "500 Error"]
)
async def test_any_other_status_is_an_answer_for_the_caller_to_judge(status: str) -> None:
    body = b"" if status.startswith("204") else b"{}"
    assert (await fetch(answering(body, status=status))).status == int(status[:3])


async def test_a_request_carries_its_headers_and_asks_for_no_compression() -> None:
    async with a_client_of(answering()) as (client, server):
        await client.get(f"{server.origin}/a?b=c", accept=JSON, headers={"Authorization": "Bearer t"})
    head = server.requests[0].decode()
    assert head.startswith("GET /a?b=c HTTP/1.1\r\n")
    assert f"Host: 127.0.0.1:{server.port}\r\n" in head
    assert "Accept-Encoding: identity\r\n" in head
    assert "Authorization: Bearer t\r\n" in head


async def test_a_form_and_a_json_object_are_posted_as_what_they_are() -> None:
    async with a_client_of(answering()) as (client, server):
        await client.post_form(server.origin, {"code": "a b", "구": "서해구"})
        await client.post_json(server.origin, {"format": "dc+sd-jwt"})
    form, json = (request.decode() for request in server.requests)
    assert "Content-Type: application/x-www-form-urlencoded\r\n" in form
    assert form.endswith("\r\n\r\ncode=a+b&%EA%B5%AC=%EC%84%9C%ED%95%B4%EA%B5%AC")
    assert "Content-Type: application/json\r\n" in json
    assert json.endswith('\r\n\r\n{"format":"dc+sd-jwt"}')


async def test_a_post_whose_answer_is_lost_is_not_sent_again() -> None:
    async with a_client_of(sending(b"")) as (client, server):
        with pytest.raises(OutboundFailed):
            await client.post_json(server.origin, {})
    assert len(server.requests) == 1


async def test_a_connection_is_used_again() -> None:
    async with a_client_of(answering()) as (client, server):
        for _ in range(3):
            await client.get(server.origin, accept=JSON)
    assert (server.connections, len(server.requests)) == (1, 3)
