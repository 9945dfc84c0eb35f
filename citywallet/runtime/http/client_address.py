"""From where a request comes, for limits on what one address may do."""

from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import NewType

from fastapi import Request

ClientAddress = NewType("ClientAddress", str)
"""An IPv4 address, or the /64 of an IPv6 address: who has one address of it has all."""

_NO_ADDRESS = ClientAddress("unknown")
_NETWORK_BITS = 64


def client_address(request: Request, *, trusted_proxies: int) -> ClientAddress:
    """The address of the client, behind so many proxies of ours; 0 means that clients connect directly.

    Each proxy adds to `X-Forwarded-For` the address that connected to it. What stands further left was sent
    by the client and may be anything. Where a request did not come through that many proxies, the address of
    the connection counts, which all such requests share.
    """
    connected = request.client.host if request.client else ""
    if trusted_proxies == 0:
        return _parse(connected) or _NO_ADDRESS
    forwarded = ",".join(request.headers.getlist("x-forwarded-for")).split(",")
    claimed = forwarded[-trusted_proxies] if len(forwarded) >= trusted_proxies else ""
    return _parse(claimed) or _parse(connected) or _NO_ADDRESS


def _parse(text: str) -> ClientAddress | None:
    try:
        address: IPv4Address | IPv6Address = ip_address(text.strip())
    except ValueError:
        return None
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped is None:
            return ClientAddress(str(IPv6Network((int(address) >> 64 << 64, _NETWORK_BITS))))
        address = address.ipv4_mapped
    return ClientAddress(str(address))
