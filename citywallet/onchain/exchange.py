"""One exchange with a node over HTTP, with a limit on everything."""

import asyncio
from datetime import timedelta
from http import HTTPStatus
from typing import Final, Protocol

from aiohttp import ClientError, ClientResponse, ClientSession, ClientTimeout, DummyCookieJar, TCPConnector

from citywallet.onchain.errors import ChainUnreachable

MOST_ANSWER_BYTES: Final = 16 * 1024 * 1024
# Nodes close connections that rest for some seconds; one that is just being closed must not be taken again.
_REST_SECONDS: Final = 2.0
# An answer that is small only while it is compressed would get round the limit.
_HEADERS: Final = {"content-type": "application/json", "accept-encoding": "identity"}


class Exchange(Protocol):
    """Takes a request's bytes to a node and brings its answer."""

    async def post(self, body: bytes) -> bytes:
        """The answer to a request.

        Raises:
            ChainUnreachable: there was no whole answer in time.
        """
        ...

    async def close(self) -> None:
        """Close what is kept open."""
        ...


class HttpExchange:
    """A node at one URL; neither redirects nor the environment's proxies lead away from it.

    Makes no second attempt: whoever calls knows what a repetition does.
    """

    def __init__(self, url: str, *, timeout: timedelta) -> None:
        self._url = url
        self._seconds = timeout.total_seconds()
        self._session: ClientSession | None = None

    async def post(self, body: bytes) -> bytes:
        """See `Exchange`."""
        try:
            async with (
                asyncio.timeout(self._seconds),
                self._opened().post(
                    self._url, data=body, headers=_HEADERS, allow_redirects=False
                ) as response,
            ):
                if response.status != HTTPStatus.OK:
                    raise ChainUnreachable(f"the node answered with HTTP status {response.status}")
                return await _limited(response)
        except TimeoutError:
            raise ChainUnreachable(f"the node did not answer within {self._seconds:g} s") from None
        except (ClientError, OSError) as cause:
            raise ChainUnreachable(f"the node cannot be reached: {type(cause).__name__}") from cause

    async def close(self) -> None:
        """Close the connections that are kept open; the next request opens new ones."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    def _opened(self) -> ClientSession:
        """The session; it belongs to an event loop, so the first request begins it."""
        if self._session is None:
            self._session = ClientSession(
                connector=TCPConnector(keepalive_timeout=_REST_SECONDS),
                timeout=ClientTimeout(total=None),
                cookie_jar=DummyCookieJar(),
                auto_decompress=False,
                trust_env=False,
            )
        return self._session


async def _limited(response: ClientResponse) -> bytes:
    received = bytearray()
    async for chunk in response.content.iter_any():
        received += chunk
        if len(received) > MOST_ANSWER_BYTES:
            raise ChainUnreachable("the node's answer is too large")
    return bytes(received)
