"""Somebody else chooses an address and hopes that we connect to ourselves or to our neighbours."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from citywallet.runtime.outbound import (
    Origin,
    OutboundClient,
    OutboundError,
    OutboundRefused,
    RefusalCause,
    Timeouts,
)
from tests.support.resolver import FakeResolver
from tests.support.web_server import WebServer, a_web_server, answering

pytestmark = pytest.mark.threat(43)

JSON = "application/json"


@pytest.fixture
async def server() -> AsyncIterator[WebServer]:
    async with a_web_server(answering()) as server:
        yield server


@asynccontextmanager
async def a_client(
    *origins: str, resolver: FakeResolver | None = None, origin_list: "Listed | None" = None
) -> AsyncIterator[OutboundClient]:
    timeouts = Timeouts(connect=1, read=1, total=2)
    client = OutboundClient(
        allowed_origins=origins, resolver=resolver, origin_list=origin_list, timeouts=timeouts
    )
    try:
        yield client
    finally:
        await client.close()


class Listed:
    """Origins that a citizen allowed."""

    def __init__(self, *origins: Origin) -> None:
        self.origins = set(origins)

    async def contains(self, origin: Origin) -> bool:
        return origin in self.origins


async def refusal(client: OutboundClient, url: str) -> RefusalCause:
    with pytest.raises(OutboundRefused) as refused:
        await client.get(url, accept=JSON)
    return refused.value.cause


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "localhost", "127.1", "0x7f000001", "2130706433", "0177.0.0.1", "127.0.0.1.", "localhost."],
)
async def test_every_spelling_of_this_machine_is_refused_and_nothing_connects(
    server: WebServer, host: str
) -> None:
    async with a_client() as client:
        with pytest.raises(OutboundError):
            await client.get(f"https://{host}:{server.port}/", accept=JSON)
    assert server.connections == 0


@pytest.mark.parametrize(
    "host", ["[::1]", "[::ffff:127.0.0.1]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]", "[::]"]
)
async def test_every_ipv6_form_of_this_machine_is_refused(host: str) -> None:
    async with a_client() as client:
        assert await refusal(client, f"https://{host}/") is RefusalCause.NETWORK_FORBIDDEN


@pytest.mark.parametrize(
    "address", ["169.254.169.254", "10.0.0.1", "192.168.0.1", "100.64.0.1", "fd00:ec2::254"]
)
async def test_a_public_name_that_leads_to_a_private_address_is_refused(address: str) -> None:
    async with a_client(resolver=FakeResolver(evil_example=[[address]])) as client:
        assert await refusal(client, "https://evil.example/") is RefusalCause.NETWORK_FORBIDDEN


async def test_one_private_address_among_public_ones_is_enough_to_refuse(server: WebServer) -> None:
    resolver = FakeResolver(evil_example=[["8.8.8.8", "127.0.0.1"]])
    async with a_client(resolver=resolver) as client:
        url = f"https://evil.example:{server.port}/"
        assert await refusal(client, url) is RefusalCause.NETWORK_FORBIDDEN
    assert server.connections == 0


async def test_plain_http_is_refused_before_the_name_is_asked_for() -> None:
    resolver = FakeResolver(city_example=[["8.8.8.8"]])
    async with a_client(resolver=resolver) as client:
        assert await refusal(client, "http://city.example/") is RefusalCause.NOT_SECURE
    assert resolver.asked == []


async def test_an_allowed_origin_is_contacted_wherever_it_leads(server: WebServer) -> None:
    async with a_client(server.origin) as client:
        response = await client.get(f"{server.origin}/metadata", accept=JSON)
    assert (response.status, response.body, response.media_type) == (200, b"{}", JSON)


async def test_only_the_exact_origin_is_allowed(server: WebServer) -> None:
    async with a_client(server.origin) as client:
        for url in (
            f"https://127.0.0.1:{server.port}/",
            f"http://localhost:{server.port}/",
            f"http://127.0.0.1:{server.port + 1}/",
            f"http://127.1:{server.port}/",
        ):
            await refusal(client, url)
    assert server.connections == 0


async def test_an_open_connection_to_an_allowed_origin_is_not_lent_to_another(server: WebServer) -> None:
    name = f"http://desk.example:{server.port}"
    resolver = FakeResolver(desk_example=[["127.0.0.1"]])
    async with a_client(name, resolver=resolver) as client:
        await client.get(name, accept=JSON)
        # The same host over https is another origin, although it would resolve to the same address.
        url = f"https://desk.example:{server.port}/"
        assert await refusal(client, url) is RefusalCause.NETWORK_FORBIDDEN


async def test_an_origin_is_allowed_as_soon_as_the_service_lists_it(server: WebServer) -> None:
    listed = Listed()
    async with a_client(origin_list=listed) as client:
        await refusal(client, server.origin)
        listed.origins.add(Origin(scheme="http", host="127.0.0.1", port=server.port))
        assert (await client.get(server.origin, accept=JSON)).status == 200


async def test_a_refusal_and_a_failure_say_the_same_to_the_outside(server: WebServer) -> None:
    closed = f"http://127.0.0.1:{server.port}"
    resolver = FakeResolver(evil_example=[["10.0.0.1"]])
    async with a_client("http://nowhere.example", resolver=resolver) as client:
        errors = []
        for url in ("https://evil.example/", "http://nowhere.example/", closed):
            with pytest.raises(OutboundError) as error:
                await client.get(url, accept=JSON)
            errors.append(error.value)
    assert len({error.public for error in errors}) == 1
    assert not any("10.0.0.1" in str(error) or "127.0.0.1" in str(error) for error in errors)


async def test_a_proxy_in_the_environment_is_not_used(
    server: WebServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with a_web_server(answering()) as proxy:
        for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"):
            monkeypatch.setenv(name, proxy.origin)
        name = f"http://desk.example:{server.port}"
        async with a_client(name, resolver=FakeResolver(desk_example=[["127.0.0.1"]])) as client:
            await client.get(name, accept=JSON)
    assert (server.connections, proxy.connections) == (1, 0)
