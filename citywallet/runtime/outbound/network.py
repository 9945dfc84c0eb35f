"""Connections to checked addresses alone: resolve, check every address, connect to one that was checked."""

import asyncio
import socket
from collections.abc import Iterable, Sequence
from typing import Protocol

import httpcore

from citywallet.runtime.outbound.addresses import is_forbidden
from citywallet.runtime.outbound.errors import OutboundRefused, RefusalCause

_MAX_ADDRESSES_TRIED = 4


class Resolver(Protocol):
    """Turns a host name into addresses."""

    async def resolve(self, host: str, port: int) -> Sequence[str]:
        """Every address of the host, in the order to try.

        Raises:
            OSError: the name has none.
        """
        ...


class SystemResolver:
    """The resolver of the machine."""

    async def resolve(self, host: str, port: int) -> Sequence[str]:
        """Every address of the host, in the order to try; `127.1` and `0x7f000001` come out as 127.0.0.1."""
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
        return [str(sockaddr[0]) for _family, _type, _protocol, _name, sockaddr in found]


class CheckedNetwork(httpcore.AsyncNetworkBackend):
    """Opens connections for the HTTP client.

    The name is resolved once per connection and the very address that passed the check is dialled, so that a
    name that changes its address in between (DNS rebinding) gains nothing. TLS still proves the name.
    """

    def __init__(
        self, resolver: Resolver, *, allows_forbidden: bool, dialler: httpcore.AsyncNetworkBackend
    ) -> None:
        self._resolver = resolver
        self._allows_forbidden = allows_forbidden
        self._dialler = dialler

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Connect to `host`, or refuse.

        Raises:
            OutboundRefused: one of its addresses is forbidden, even if others are not.
        """
        addresses = await self._addresses(host, port)
        failure: Exception = httpcore.ConnectError("no address")
        for address in addresses[:_MAX_ADDRESSES_TRIED]:
            try:
                return await self._dialler.connect_tcp(address, port, timeout, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        raise failure

    async def _addresses(self, host: str, port: int) -> Sequence[str]:
        try:
            addresses = await self._resolver.resolve(host, port)
        except (OSError, UnicodeError):
            raise httpcore.ConnectError("name not resolved") from None
        if not self._allows_forbidden and any(is_forbidden(address) for address in addresses):
            raise OutboundRefused(RefusalCause.NETWORK_FORBIDDEN)
        return addresses
