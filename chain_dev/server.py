"""Serves JSON-RPC over HTTP, to this machine alone."""

import asyncio
import contextlib
import errno
import signal
import socket
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from typing import Any, Final

import uvicorn

from chain_dev import rpc
from chain_dev.errors import PortInUse
from chain_dev.methods import Method

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

MOST_BODY_BYTES: Final = 2 * 1024 * 1024
_LOCAL_HOSTS: Final = frozenset({"localhost", "127.0.0.1", "[::1]"})


class ChainApp:
    """The ASGI application: POST is JSON-RPC, GET says that the chain is up."""

    def __init__(self, methods: Mapping[str, Method]) -> None:
        self._methods = methods

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one HTTP request."""
        if scope["type"] != "http":
            return
        status, body = await self._answer(scope, receive)
        await send(
            {
                "type": "http.response.start",
                "status": status,
                "headers": [
                    (b"content-type", b"application/json"),
                    (b"content-length", str(len(body)).encode()),
                ],
            }
        )
        await send({"type": "http.response.body", "body": body})

    async def _answer(self, scope: Scope, receive: Receive) -> tuple[int, bytes]:
        headers = dict(scope["headers"])
        # A page in a browser must not reach the chain, neither by a name of its own for this machine
        # nor by a form.
        if _host(headers.get(b"host", b"")) not in _LOCAL_HOSTS or b"origin" in headers:
            return 403, b'{"error":"The chain answers programs on this machine only."}'
        if scope["method"] == "GET":
            return 200, b'{"status":"ok"}'
        if scope["method"] != "POST":
            return 405, b'{"error":"Send JSON-RPC by POST."}'
        if headers.get(b"content-type", b"").split(b";")[0].strip() != b"application/json":
            return 415, b'{"error":"Send JSON-RPC as application/json."}'
        body = await _read(receive)
        if body is None:
            return 413, b'{"error":"The request is larger than 2 MiB."}'
        return 200, rpc.answer(body, self._methods)


def _host(header: bytes) -> str:
    """The host without its port; IPv6 addresses keep their brackets."""
    text = header.decode("latin-1")
    return text[: text.find("]") + 1] if text.startswith("[") else text.partition(":")[0]


async def _read(receive: Receive) -> bytes | None:
    """Read the body; None if it is larger than the limit."""
    parts, size = [], 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return b""
        size += len(message.get("body", b""))
        if size > MOST_BODY_BYTES:
            return None
        parts.append(message.get("body", b""))
        if not message.get("more_body", False):
            return b"".join(parts)


def bind_loopback(port: int) -> list[socket.socket]:
    """Listen on both loopback addresses, or on the one that the machine has.

    Raises:
        PortInUse: another program listens there.
    """
    sockets: list[socket.socket] = []
    for family, host in ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")):
        try:
            listening = socket.socket(family, socket.SOCK_STREAM)
        except OSError:
            continue
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            listening.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        try:
            listening.bind((host, port))
        except OSError as refused:
            listening.close()
            if refused.errno == errno.EADDRINUSE:
                for one in sockets:
                    one.close()
                raise PortInUse(
                    f"Port {port} is in use: stop the program that listens there or choose another port."
                ) from refused
            continue
        sockets.append(listening)
    if not sockets:
        raise PortInUse(f"Port {port} cannot be used: this machine has no loopback address.")
    return sockets


async def serve(methods: Mapping[str, Method], sockets: list[socket.socket]) -> None:
    """Serve until SIGINT or SIGTERM arrives; requests under way are finished first."""
    config = uvicorn.Config(
        ChainApp(methods), log_level="warning", access_log=False, lifespan="off", timeout_graceful_shutdown=2
    )
    server = _QuietServer(config)

    def stop() -> None:
        server.should_exit = True

    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop)
    await server.serve(sockets=sockets)


class _QuietServer(uvicorn.Server):
    """uvicorn raises the signal again once it has stopped, which would end in a traceback."""

    @contextlib.contextmanager
    def capture_signals(self) -> Any:
        yield
