"""Which addresses of the network the guarded client never connects to."""

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

# An explicit list, because `is_global` of the standard library says True for 64:ff9b::7f00:1, a loopback
# address behind NAT64. From the IANA registries of special-purpose addresses.
_FORBIDDEN_V4 = tuple(
    ip_network(text)
    for text in (
        "0.0.0.0/8",  # this network
        "10.0.0.0/8",  # private
        "100.64.0.0/10",  # carrier-grade NAT
        "127.0.0.0/8",  # loopback
        "169.254.0.0/16",  # link-local, cloud metadata
        "172.16.0.0/12",  # private
        "192.0.0.0/24",  # protocol assignments
        "192.0.2.0/24",  # documentation
        "192.88.99.0/24",  # 6to4 relays
        "192.168.0.0/16",  # private
        "198.18.0.0/15",  # benchmarking
        "198.51.100.0/24",  # documentation
        "203.0.113.0/24",  # documentation
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved, broadcast
    )
)
_FORBIDDEN_V6 = tuple(
    ip_network(text)
    for text in (
        "::/96",  # unspecified, loopback, IPv4-compatible
        "::ffff:0:0/96",  # IPv4-mapped
        "::ffff:0:0:0/96",  # IPv4-translated
        "64:ff9b::/96",  # NAT64
        "64:ff9b:1::/48",  # local NAT64
        "100::/64",  # discard
        "2001::/23",  # protocol assignments, Teredo among them
        "2001:db8::/32",  # documentation
        "2002::/16",  # 6to4
        "3fff::/20",  # documentation
        "5f00::/16",  # segment routing
        "fc00::/7",  # unique local
        "fe80::/10",  # link-local
        "fec0::/10",  # site-local
        "ff00::/8",  # multicast
    )
)


def is_forbidden(address: str) -> bool:
    """Whether a resolved address is special: this machine, a private network, or a way to reach either.

    What cannot be read as an address is forbidden.
    """
    try:
        parsed = ip_address(address)
    except ValueError:
        return True
    if isinstance(parsed, IPv4Address):
        return any(parsed in network for network in _FORBIDDEN_V4)
    return _is_forbidden_v6(parsed)


def _is_forbidden_v6(address: IPv6Address) -> bool:
    # A zone (fe80::1%eth0) exists only on links of this machine.
    return address.scope_id is not None or any(address in network for network in _FORBIDDEN_V6)
