"""An exchange with a node on a real socket: one answer in time and within limits, or none."""

import asyncio
import gzip
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest

from citywallet.onchain.errors import ChainUnreachable
from citywallet.onchain.exchange import MOST_ANSWER_BYTES, HttpExchange
from tests.support.chain import free_port

Respond = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


def http(body: bytes, *, status: str = "200 OK", headers: str = "", length: int | None = None) -> bytes:
    """An answer; with another `length` it is cut off."""
    size = len(body) if length is None else length
    return f"HTTP/1.1 {status}\r\ncontent-length: {size}\r\n{headers}\r\n".encode() + body


class Node:
    """A node that answers each request with the same bytes; `requests` has what came."""

    def __init__(self, answer: bytes, *, ends_each: bool = False) -> None:
        self.answer = answer
        self.ends_each = ends_each
        self.requests: list[bytes] = []
        self.connections = 0

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                self.requests.append(head + await reader.readexactly(2))
                writer.write(self.answer)
                await writer.drain()
                if self.ends_each:
                    break
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()


@asynccontextmanager
async def exchange_with(node: Respond, *, seconds: float = 5) -> AsyncIterator[HttpExchange]:
    server = await asyncio.start_server(node, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    exchange = HttpExchange(f"http://127.0.0.1:{port}/", timeout=timedelta(seconds=seconds))
    try:
        yield exchange
    finally:
        await exchange.close()
        server.close()


async def test_an_answer_is_brought_over_a_connection_that_is_kept() -> None:
    node = Node(http(b"[1]"))
    async with exchange_with(node) as exchange:
        assert [await exchange.post(b"{}") for _ in range(3)] == [b"[1]"] * 3
    assert node.connections == 1
    assert node.requests[0].lower().count(b"content-type: application/json") == 1
    assert node.requests[0].endswith(b"{}")


async def test_a_connection_that_the_node_ends_is_not_taken_again() -> None:
    node = Node(http(b"[1]", headers="connection: close\r\n"), ends_each=True)
    async with exchange_with(node) as exchange:
        for _ in range(3):
            assert await exchange.post(b"{}") == b"[1]"
    assert node.connections == 3


async def test_an_exchange_that_was_closed_may_be_used_again() -> None:
    async with exchange_with(Node(http(b"[1]"))) as exchange:
        await exchange.post(b"{}")
        await exchange.close()
        assert await exchange.post(b"{}") == b"[1]"


@pytest.mark.threat(65)
@pytest.mark.parametrize("status", ["301 Moved", "302 Found", "404 No", "429 Slow", "500 Broken", "503 Busy"])
async def test_another_http_status_means_unreachable(status: str) -> None:
    node = Node(http(b"[1]", status=status, headers="location: /elsewhere\r\n"))
    async with exchange_with(node) as exchange:
        with pytest.raises(ChainUnreachable, match=status[:3]):
            await exchange.post(b"{}")
    assert len(node.requests) == 1


@pytest.mark.threat(65)
@pytest.mark.parametrize("answer", [b"", b"nonsense\r\n\r\n", http(b"[1", length=3)])
async def test_half_an_answer_means_unreachable(answer: bytes) -> None:
    async with exchange_with(Node(answer, ends_each=True)) as exchange:
        with pytest.raises(ChainUnreachable):
            await exchange.post(b"{}")


@pytest.mark.threat(65)
async def test_a_refused_connection_means_unreachable() -> None:
    exchange = HttpExchange(f"http://127.0.0.1:{free_port()}", timeout=timedelta(seconds=5))
    with pytest.raises(ChainUnreachable, match="cannot be reached"):
        await exchange.post(b"{}")
    await exchange.close()


@pytest.mark.threat(65)
@pytest.mark.parametrize("said", [b"", http(b"[", length=3)])
async def test_a_node_that_hangs_is_given_up_in_time(said: bytes) -> None:
    async with exchange_with(Node(said), seconds=0.05) as exchange:
        with pytest.raises(ChainUnreachable, match="within"):
            await exchange.post(b"{}")


@pytest.mark.threat(65)
async def test_an_endless_answer_is_given_up() -> None:
    async with exchange_with(Node(http(b" " * (MOST_ANSWER_BYTES + 1)))) as exchange:
        with pytest.raises(ChainUnreachable, match="too large"):
            await exchange.post(b"{}")


@pytest.mark.threat(65)
async def test_a_compressed_answer_is_not_blown_up() -> None:
    squeezed = gzip.compress(b" " * (MOST_ANSWER_BYTES + 1))
    async with exchange_with(Node(http(squeezed, headers="content-encoding: gzip\r\n"))) as exchange:
        assert await exchange.post(b"{}") == squeezed
