"""A city behind one proxy that ends TLS: three services under one host, each below a path of its own."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from city.demo import run_demo
from city.layout import Layout
from city.ports import Addresses, Part, free_addresses
from city.testing import running_city
from city.tls import prepare_tls
from city.town import Town
from citywallet.runtime.clock import SystemClock
from citywallet.runtime.tls import server_context
from tests.support.city_addresses import a_strict_client, healths_of, well_knowns_of
from tests.support.entropy import SeededEntropy
from tests.support.proxy import a_reverse_proxy, service_path
from tests.support.strict_stranger import receive_and_show


def addresses_behind(port: int, *, root: Path) -> Addresses:
    free, origin = free_addresses(), f"https://localhost:{port}"
    return Addresses(
        issuer=Part(port=free.issuer.port, url=f"{origin}/issuer"),
        wallet=Part(port=free.wallet.port, url=f"{origin}/wallet"),
        verifier=Part(port=free.verifier.port, url=f"{origin}/verifier"),
        identity=Part(port=free.identity.port, url=f"{origin}/identity"),
        issuer_trusted_proxies=1,
        chain=free.chain,
        tls_authority=root,
    )


@pytest.fixture(scope="module")
def proxied(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """The services speak plain http; the proxy's authority is none of the city's."""
    folder = tmp_path_factory.mktemp("proxied")
    proxy = Layout(folder / "proxy")
    prepare_tls(proxy, entropy=SeededEntropy("proxy"), now=SystemClock().now())
    listening = socket.create_server(("127.0.0.1", 0))
    addresses = addresses_behind(listening.getsockname()[1], root=proxy.tls_authority)
    ports = {name: addresses.named()[name].port for name in ("issuer", "wallet", "verifier", "identity")}
    with (
        a_reverse_proxy(listening, ports, server_context(proxy.tls_identity)),
        running_city(folder / "var", addresses=addresses, citizens=60) as town,
    ):
        yield town


@pytest.mark.parametrize(
    ("path", "service"),
    [
        ("/issuer/token", "/issuer/token"),
        ("/.well-known/openid-credential-issuer/issuer", "/issuer"),
        ("/.well-known/jwt-vc-issuer/a/b", "/a/b"),
        ("/.well-known/jwt-vc-issuer", ""),
    ],
)
def test_well_known_segment_stands_before_the_path_of_the_service(path: str, service: str) -> None:
    assert service_path(path) == service


def test_strict_client_finds_each_service_and_every_metadata_document(proxied: Town) -> None:
    assert proxied.addresses.tls_authority is not None
    with a_strict_client(proxied.addresses.tls_authority) as client:
        for url in [*healths_of(proxied.addresses), *well_knowns_of(proxied.addresses)]:
            assert client.get(url).status_code == 200, url
        described = client.get(well_knowns_of(proxied.addresses)[0]).json()
    assert described["credential_issuer"] == proxied.addresses.issuer.url
    assert described["credential_endpoint"].startswith(f"{proxied.addresses.issuer.url}/")


async def test_wallet_of_others_finds_its_way_by_the_addresses_it_is_told(proxied: Town) -> None:
    assert proxied.addresses.tls_authority is not None
    assert await receive_and_show(proxied.city_file, root=proxied.addresses.tls_authority) == "accepted"


def test_whole_story_goes_through_the_proxy(proxied: Town, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_demo(proxied.layout.root, throw_away=False) == 0, capsys.readouterr().err
    assert f"{proxied.addresses.verifier.url}/responses/" in capsys.readouterr().out


def test_services_behind_the_proxy_speak_plain_http_on_loopback_alone(proxied: Town) -> None:
    assert not proxied.addresses.is_tls
    assert not proxied.layout.tls.exists()
