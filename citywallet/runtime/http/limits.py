"""Limits on what a request may send, held while it arrives."""

import asyncio
from collections.abc import Mapping

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from citywallet.runtime.http.errors import (
    RequestEncodingUnsupported,
    RequestHeadersTooLarge,
    RequestTooLarge,
    RequestTooSlow,
)

MAX_HEADERS = 100
MAX_HEADER_BYTES = 32_768
BODY_TIMEOUT_SECONDS = 30.0


class RequestLimits:
    """ASGI middleware: header count and size, body size and time; compressed bodies are refused.

    `larger_bodies` maps a path prefix to its own limit, for uploads.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        max_body_bytes: int,
        larger_bodies: Mapping[str, int],
        body_timeout_seconds: float = BODY_TIMEOUT_SECONDS,
    ) -> None:
        self._app = app
        self._max_body_bytes = max_body_bytes
        self._larger_bodies = larger_bodies
        self._body_timeout_seconds = body_timeout_seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass one request on, held to its limits.

        Raises:
            RequestHeadersTooLarge, RequestEncodingUnsupported, RequestTooLarge: as their names say, here or
                while the body is received.
            RequestTooSlow: the body did not arrive in time.
        """
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        limit = self._limit_for(scope["path"])
        _check_headers(scope["headers"], limit)
        await self._app(scope, _limited(receive, limit, self._body_timeout_seconds), send)

    def _limit_for(self, path: str) -> int:
        own = [limit for prefix, limit in self._larger_bodies.items() if path.startswith(prefix)]
        return max(own, default=self._max_body_bytes)


def _check_headers(headers: list[tuple[bytes, bytes]], limit: int) -> None:
    if (
        len(headers) > MAX_HEADERS
        or sum(len(name) + len(value) for name, value in headers) > MAX_HEADER_BYTES
    ):
        raise RequestHeadersTooLarge()
    for name, value in headers:
        if name == b"content-encoding" and value.strip().lower() != b"identity":
            raise RequestEncodingUnsupported()
        if name == b"content-length" and value.isdigit() and int(value[:20]) > limit:
            raise RequestTooLarge()


def _limited(receive: Receive, limit: int, timeout_seconds: float) -> Receive:
    received = 0
    complete = False
    deadline = asyncio.get_running_loop().time() + timeout_seconds

    async def receive_counting() -> Message:
        nonlocal received, complete
        if complete:  # what follows the body is only the news that the client left
            return await receive()
        try:
            async with asyncio.timeout_at(deadline):
                message = await receive()
        except TimeoutError:
            raise RequestTooSlow() from None
        received += len(message.get("body", b""))
        if received > limit:
            raise RequestTooLarge()
        complete = not message.get("more_body", False)
        return message

    return receive_counting
