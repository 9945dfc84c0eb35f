"""A reverse proxy for a whole city: it ends TLS and sends each request on by the path of its address.

Nothing is stripped or added but `Connection: close`, as an operator's proxy would be told to do it.
"""

import asyncio
import socket
import ssl
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress

WELL_KNOWN = "/.well-known/"
_NOWHERE = b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


def service_path(path: str) -> str:
    """The path of the service that an address belongs to: a well-known segment stands before it."""
    if not path.startswith(WELL_KNOWN):
        return path
    _name, slash, rest = path.removeprefix(WELL_KNOWN).partition("/")
    return slash + rest


class ReverseProxy:
    """Sends requests below `/NAME` to the port of that name."""

    def __init__(self, ports: Mapping[str, int]) -> None:
        self.ports = ports

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection with one request."""
        try:
            head = await reader.readuntil(b"\r\n\r\n")
            port = self._port_for(head)
            if port is None:
                writer.write(_NOWHERE)
            else:
                await self._pass_on(head, reader, writer, port=port)
            await writer.drain()
        except (OSError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()
            with suppress(OSError):
                await writer.wait_closed()

    def _port_for(self, head: bytes) -> int | None:
        path = head.split(b" ", 2)[1].decode("ascii").partition("?")[0]
        first = service_path(path).split("/")[1:2]
        return self.ports.get(first[0]) if first else None

    async def _pass_on(
        self, head: bytes, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, port: int
    ) -> None:
        lines = [line for line in head[:-4].split(b"\r\n") if not line.lower().startswith(b"connection:")]
        length = next((line for line in lines if line.lower().startswith(b"content-length:")), b":0")
        answers, requests = await asyncio.open_connection("127.0.0.1", port)
        try:
            requests.write(b"\r\n".join([*lines, b"Connection: close", b"", b""]))
            requests.write(await reader.readexactly(int(length.partition(b":")[2])))
            await requests.drain()
            while chunk := await answers.read(65_536):
                writer.write(chunk)
                await writer.drain()
        finally:
            requests.close()


@contextmanager
def a_reverse_proxy(
    listening: socket.socket, ports: Mapping[str, int], tls: ssl.SSLContext
) -> Iterator[None]:
    """Serve on a bound socket, in a thread of its own, until the block ends."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    serving = asyncio.start_server(ReverseProxy(ports).serve, sock=listening, ssl=tls)
    server = asyncio.run_coroutine_threadsafe(serving, loop).result(timeout=10)
    try:
        yield
    finally:
        asyncio.run_coroutine_threadsafe(_end(server), loop).result(timeout=10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(timeout=10)
        loop.close()


async def _end(server: asyncio.Server) -> None:
    server.close()
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)
