"""The one way in which a service asks others for anything over HTTP."""

import asyncio
import ssl
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from urllib.parse import urlencode

import certifi
import httpcore
import httpx

from citywallet.protocol.encoding import JsonValue, serialize_json
from citywallet.runtime.outbound.errors import FailureCause, OutboundFailed, OutboundRefused, RefusalCause
from citywallet.runtime.outbound.network import CheckedNetwork, Resolver, SystemResolver
from citywallet.runtime.outbound.origin import OriginList, origin_of, parse_origin, parse_url

MAX_RESPONSE_BYTES = 1_048_576
# An idle connection is given up before the other side does it; see KEEP_ALIVE_SECONDS of `runtime.serve`.
IDLE_SECONDS = 5.0
NO_HEADERS: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeouts:
    """Limits in seconds; `total` counts from the call to the last byte, however slowly the bytes drip."""

    connect: float = 3.0
    read: float = 5.0
    total: float = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboundResponse:
    """An answer: its status, headers by lower-case name, and whole body."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def media_type(self) -> str:
        """The media type in lower case, without parameters; empty when none was sent."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()


class OutboundClient:
    """A client that connects to public addresses over https, and else only to origins it was told of.

    Loopback, private and other special addresses are refused after resolving. An address whose exact origin
    is in `allowed_origins` or in `origin_list` is contacted wherever it leads, and may be http. Redirects are
    errors, answers are limited in size and time, proxies named in the environment are not looked at. Close it
    with `close`.
    """

    def __init__(
        self,
        *,
        allowed_origins: Iterable[str] = (),
        origin_list: OriginList | None = None,
        resolver: Resolver | None = None,
        timeouts: Timeouts = Timeouts(),
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._allowed = frozenset(parse_origin(text) for text in allowed_origins)
        self._origin_list = origin_list
        self._timeouts = timeouts
        context = tls or ssl.create_default_context(cafile=certifi.where())
        names = resolver or SystemResolver()
        # Two pools: a connection made for an allowed origin is never lent to a request for another one.
        dialler = httpcore.AnyIOBackend()
        self._public = _pool(context, CheckedNetwork(names, allows_forbidden=False, dialler=dialler))
        self._excepted = _pool(context, CheckedNetwork(names, allows_forbidden=True, dialler=dialler))

    async def get(
        self,
        url: str,
        *,
        accept: str,
        headers: Mapping[str, str] = NO_HEADERS,
        max_bytes: int = MAX_RESPONSE_BYTES,
    ) -> OutboundResponse:
        """Fetch `url`. Every status but a redirect is an answer; the caller judges it.

        Raises:
            OutboundRefused: the address may not be contacted; nothing was sent.
            OutboundFailed: no answer within the limits.
        """
        return await self._send("GET", url, {"Accept": accept, **headers}, b"", max_bytes)

    async def post(
        self,
        url: str,
        *,
        content: bytes,
        content_type: str,
        accept: str = "application/json",
        headers: Mapping[str, str] = NO_HEADERS,
        max_bytes: int = MAX_RESPONSE_BYTES,
    ) -> OutboundResponse:
        """Send `content` to `url`; never sent twice. Raises what `get` raises."""
        own = {"Accept": accept, "Content-Type": content_type, "Content-Length": str(len(content))}
        return await self._send("POST", url, {**own, **headers}, content, max_bytes)

    async def post_form(
        self,
        url: str,
        fields: Mapping[str, str],
        *,
        headers: Mapping[str, str] = NO_HEADERS,
        max_bytes: int = MAX_RESPONSE_BYTES,
    ) -> OutboundResponse:
        """Send form fields to `url`; never sent twice. Raises what `get` raises."""
        return await self.post(
            url,
            content=urlencode(fields).encode("ascii"),
            content_type="application/x-www-form-urlencoded",
            headers=headers,
            max_bytes=max_bytes,
        )

    async def post_json(
        self,
        url: str,
        value: JsonValue,
        *,
        headers: Mapping[str, str] = NO_HEADERS,
        max_bytes: int = MAX_RESPONSE_BYTES,
    ) -> OutboundResponse:
        """Send a JSON value to `url`; never sent twice. Raises what `get` raises."""
        content = serialize_json(value)
        return await self.post(
            url, content=content, content_type="application/json", headers=headers, max_bytes=max_bytes
        )

    async def close(self) -> None:
        """Close every connection."""
        await self._public.aclose()
        await self._excepted.aclose()

    async def _send(
        self, method: str, url: str, headers: Mapping[str, str], content: bytes, max_bytes: int
    ) -> OutboundResponse:
        target = parse_url(url)
        pool = await self._pool_for(target)
        sent = {"Host": target.netloc.decode("ascii"), "Accept-Encoding": "identity", **headers}
        limits = self._timeouts
        extensions = {"timeout": {"connect": limits.connect, "read": limits.read, "write": limits.read}}
        try:
            async with asyncio.timeout(limits.total):
                stream = pool.stream(
                    method, str(target), headers=_encoded(sent), content=content, extensions=extensions
                )
                async with stream as response:
                    return await _read(response, max_bytes)
        except (TimeoutError, httpcore.TimeoutException):
            raise OutboundFailed(FailureCause.TIMED_OUT) from None
        except httpcore.ConnectError:
            raise OutboundFailed(FailureCause.UNREACHABLE) from None
        except (httpcore.NetworkError, httpcore.ProtocolError):
            raise OutboundFailed(FailureCause.BROKEN) from None

    async def _pool_for(self, url: httpx.URL) -> httpcore.AsyncConnectionPool:
        origin = origin_of(url)
        if origin in self._allowed or (self._origin_list and await self._origin_list.contains(origin)):
            return self._excepted
        if origin.scheme != "https":
            raise OutboundRefused(RefusalCause.NOT_SECURE)
        return self._public


def _pool(context: ssl.SSLContext, network: CheckedNetwork) -> httpcore.AsyncConnectionPool:
    return httpcore.AsyncConnectionPool(
        ssl_context=context,
        max_connections=100,
        max_keepalive_connections=20,
        keepalive_expiry=IDLE_SECONDS,
        network_backend=network,
    )


def _encoded(headers: Mapping[str, str]) -> list[tuple[bytes, bytes]]:
    return [(name.encode("ascii"), value.encode("latin-1")) for name, value in headers.items()]


async def _read(response: httpcore.Response, max_bytes: int) -> OutboundResponse:
    headers = _headers(response)
    if 300 <= response.status < 400:
        raise OutboundFailed(FailureCause.REDIRECTED)
    # We asked for none; what comes compressed all the same could be a bomb.
    if headers.get("content-encoding", "identity").lower() != "identity":
        raise OutboundFailed(FailureCause.COMPRESSED)
    body = bytearray()
    async for chunk in response.aiter_stream():
        body += chunk
        if len(body) > max_bytes:
            raise OutboundFailed(FailureCause.TOO_LARGE)
    return OutboundResponse(status=response.status, headers=headers, body=bytes(body))


def _headers(response: httpcore.Response) -> Mapping[str, str]:
    headers: dict[str, str] = {}
    for raw_name, raw_value in response.headers:
        name, value = raw_name.decode("ascii").lower(), raw_value.decode("latin-1")
        headers[name] = f"{headers[name]}, {value}" if name in headers else value
    return MappingProxyType(headers)
