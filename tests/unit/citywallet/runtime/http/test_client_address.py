"""Whose address counts, with and without proxies of ours."""

import pytest
from fastapi import Request

from citywallet.runtime.http import client_address


def a_request(*forwarded: str, connected: str | None = "192.0.2.1") -> Request:
    headers = [(b"x-forwarded-for", value.encode()) for value in forwarded]
    client = None if connected is None else (connected, 1024)
    return Request({"type": "http", "headers": headers, "client": client})


@pytest.mark.parametrize(
    ("connected", "address"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("::1", "::/64"),
        ("a socket file", "unknown"),
        (None, "unknown"),
    ],
)
def test_an_address_is_one_of_ipv4_or_a_network_of_ipv6(connected: str | None, address: str) -> None:
    assert client_address(a_request(connected=connected), trusted_proxies=0) == address


@pytest.mark.threat(35)
def test_without_proxies_what_a_client_says_of_itself_does_not_count() -> None:
    assert client_address(a_request("203.0.113.7"), trusted_proxies=0) == "192.0.2.1"


@pytest.mark.threat(35)
@pytest.mark.parametrize(
    ("forwarded", "proxies", "address"),
    [
        (["203.0.113.7"], 1, "203.0.113.7"),
        (["198.51.100.1, 203.0.113.7"], 1, "203.0.113.7"),
        (["198.51.100.1", "203.0.113.7"], 1, "203.0.113.7"),
        (["198.51.100.1, 203.0.113.7, 10.0.0.1"], 2, "203.0.113.7"),
        (["2001:db8::7"], 1, "2001:db8::/64"),
        ([], 1, "192.0.2.1"),
        (["203.0.113.7"], 2, "192.0.2.1"),
        (["unknown"], 1, "192.0.2.1"),
        (["203.0.113.7, "], 1, "192.0.2.1"),
    ],
)
def test_behind_proxies_only_what_they_added_counts(forwarded: list[str], proxies: int, address: str) -> None:
    assert client_address(a_request(*forwarded), trusted_proxies=proxies) == address
