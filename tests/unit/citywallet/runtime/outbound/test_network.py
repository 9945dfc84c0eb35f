from collections.abc import Iterable

import httpcore
import pytest

from citywallet.runtime.outbound import OutboundRefused
from citywallet.runtime.outbound.network import CheckedNetwork
from tests.support.resolver import FakeResolver

pytestmark = pytest.mark.threat(43)


class Dialler(httpcore.AsyncNetworkBackend):
    """Notes what it is asked to connect to; only the addresses in `answering` answer."""

    def __init__(self, *answering: str) -> None:
        self.dialled: list[str] = []
        self._answering = answering

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        self.dialled.append(host)
        if host not in self._answering:
            raise httpcore.ConnectError("refused")
        return httpcore.AsyncNetworkStream()


def a_network(resolver: FakeResolver, dialler: Dialler, *, allows_forbidden: bool = False) -> CheckedNetwork:
    return CheckedNetwork(resolver, allows_forbidden=allows_forbidden, dialler=dialler)


async def test_the_very_address_that_was_checked_is_dialled() -> None:
    # DNS rebinding: public when checked, loopback at the next question. There is no next question.
    resolver, dialler = FakeResolver(evil_example=[["8.8.8.8"], ["127.0.0.1"]]), Dialler("8.8.8.8")
    await a_network(resolver, dialler).connect_tcp("evil.example", 443)
    assert (resolver.asked, dialler.dialled) == (["evil.example"], ["8.8.8.8"])


async def test_every_new_connection_is_checked_anew() -> None:
    resolver, dialler = FakeResolver(evil_example=[["8.8.8.8"], ["127.0.0.1"]]), Dialler("8.8.8.8")
    network = a_network(resolver, dialler)
    await network.connect_tcp("evil.example", 443)
    with pytest.raises(OutboundRefused):
        await network.connect_tcp("evil.example", 443)
    assert dialler.dialled == ["8.8.8.8"]


async def test_the_next_address_is_tried_when_one_does_not_answer() -> None:
    resolver, dialler = FakeResolver(city_example=[["8.8.8.8", "1.1.1.1"]]), Dialler("1.1.1.1")
    await a_network(resolver, dialler).connect_tcp("city.example", 443)
    assert dialler.dialled == ["8.8.8.8", "1.1.1.1"]


async def test_a_name_with_a_thousand_addresses_is_tried_a_few_times() -> None:
    resolver, dialler = FakeResolver(city_example=[["8.8.8.8"] * 1_000]), Dialler()
    with pytest.raises(httpcore.ConnectError):
        await a_network(resolver, dialler).connect_tcp("city.example", 443)
    assert len(dialler.dialled) == 4


async def test_an_unknown_name_is_a_failure_to_connect() -> None:
    with pytest.raises(httpcore.ConnectError):
        await a_network(FakeResolver(), Dialler()).connect_tcp("nowhere.example", 443)
