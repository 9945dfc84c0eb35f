"""Clients that open a connection and then take their time, or never stop."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
import uvicorn
from uvicorn.server import ServerState

from citywallet.runtime.connections import GuardedConnection
from tests.http.test_shell import an_app

pytestmark = pytest.mark.threat(97)

REQUEST = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n"


class Impatient(GuardedConnection):
    head_timeout_seconds = 0.1
    max_head_bytes = 10_000


@asynccontextmanager
async def connected() -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    config = uvicorn.Config(an_app(), log_config=None, access_log=False, lifespan="off", server_header=False)
    config.load()
    state = ServerState()
    server = await asyncio.get_running_loop().create_server(
        lambda: Impatient(config=config, server_state=state, app_state={}), "127.0.0.1", 0
    )
    reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname()[:2])
    try:
        yield reader, writer
    finally:
        writer.close()
        server.close()


async def rest_of(reader: asyncio.StreamReader) -> bytes:
    """What still comes until the other side closes."""
    try:
        return await asyncio.wait_for(reader.read(), timeout=5)
    except ConnectionResetError:
        return b""


async def answer(reader: asyncio.StreamReader) -> bytes:
    head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), timeout=5)
    return head + await reader.readexactly(len(b'{"status":"ok"}'))


async def test_a_connection_on_which_nothing_comes_is_closed() -> None:
    async with connected() as (reader, _):
        assert await rest_of(reader) == b""


async def test_a_head_that_is_never_completed_is_given_up() -> None:
    async with connected() as (reader, writer):
        writer.write(REQUEST)
        assert await rest_of(reader) == b""


async def test_a_second_head_on_a_good_connection_is_given_up_too() -> None:
    async with connected() as (reader, writer):
        writer.write(REQUEST + b"\r\n")
        assert (await answer(reader)).endswith(b'{"status":"ok"}')
        writer.write(REQUEST)
        assert await rest_of(reader) == b""


@pytest.mark.parametrize(
    "flood",
    [b"X: x\r\n" * 100_000, b"X: " + b"x" * 1_000_000, b"x" * 1_000_000],
    ids=["many headers", "a long header", "a long name"],
)
async def test_a_head_without_end_is_cut_off(flood: bytes) -> None:
    async with connected() as (reader, writer):
        writer.write(REQUEST + flood)
        assert b"200 OK" not in await rest_of(reader)


async def test_a_good_request_is_answered_whatever_others_do() -> None:
    async with connected() as (reader, writer):
        for _ in range(3):
            writer.write(REQUEST + b"\r\n")
            assert (await answer(reader)).startswith(b"HTTP/1.1 200 OK")
