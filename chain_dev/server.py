"""JSON-RPC over HTTP, for this machine alone."""

from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from typing import Any, Final

from chain_dev import rpc
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
        if scope["type"] == "lifespan":
            await _live(receive, send)
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


async def _live(receive: Receive, send: Send) -> None:
    """Take part in the server's start and stop; the chain itself needs neither."""
    while (await receive())["type"] != "lifespan.shutdown":
        await send({"type": "lifespan.startup.complete"})
    await send({"type": "lifespan.shutdown.complete"})
