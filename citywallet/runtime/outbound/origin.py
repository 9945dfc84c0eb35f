"""The origin of an address: what the list of exceptions is made of."""

from dataclasses import dataclass
from typing import Protocol

import httpx

from citywallet.runtime.outbound.errors import OutboundRefused, RefusalCause

_MAX_URL_CHARS = 4_096
_DEFAULT_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Scheme, host and port; exact, no wildcard. `http://localhost:8100` is not `http://127.0.0.1:8100`."""

    scheme: str
    host: str
    port: int

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}:{self.port}"


class OriginList(Protocol):
    """Origins allowed while the service runs, in the database of the wallet, say."""

    async def contains(self, origin: Origin) -> bool:
        """Whether the origin was allowed."""
        ...


def parse_url(text: str) -> httpx.URL:
    """Read an absolute web address that carries no user name and no fragment.

    Raises:
        OutboundRefused: it is none.
    """
    # Spaces and control characters would mean one thing to us and another to who reads the address next.
    if len(text) > _MAX_URL_CHARS or not text.isprintable() or any(c in text for c in " \\"):
        raise OutboundRefused(RefusalCause.ADDRESS_INVALID)
    try:
        url = httpx.URL(text)
    except (httpx.InvalidURL, ValueError):
        raise OutboundRefused(RefusalCause.ADDRESS_INVALID) from None
    host_is_plain = url.host != "" and "%" not in url.host
    port_is_real = url.port is None or 0 < url.port < 65_536
    if url.scheme not in _DEFAULT_PORTS or not host_is_plain or not port_is_real:
        raise OutboundRefused(RefusalCause.ADDRESS_INVALID)
    if url.userinfo or "@" in text.partition("?")[0].partition("//")[2].partition("/")[0] or "#" in text:
        raise OutboundRefused(RefusalCause.ADDRESS_INVALID)
    return url


def origin_of(url: httpx.URL) -> Origin:
    """The origin of an address, its host in lower case and ASCII."""
    host = url.raw_host.decode("ascii").lower()
    return Origin(scheme=url.scheme, host=host.strip("[]"), port=url.port or _DEFAULT_PORTS[url.scheme])


def parse_origin(text: str) -> Origin:
    """Read an origin as a setting or a citizen writes it; a path is cut off.

    Raises:
        OutboundRefused: it is no web address.
    """
    return origin_of(parse_url(text))
