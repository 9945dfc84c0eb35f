"""`citywallet up --tls`: the same city, by https, for whoever believes its root and for nobody else."""

import json
import shutil
import socket
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from city.layout import Layout
from city.ports import Addresses, free_addresses
from citywallet.client import load_city_file
from tests.support.city import CityProcess, city_environment, run_command
from tests.support.city_addresses import a_strict_client, healths_of, well_knowns_of
from tests.support.strict_stranger import receive_and_show


@dataclass(frozen=True)
class SecureCity:
    """A running city that serves https."""

    layout: Layout
    addresses: Addresses
    said: str

    @property
    def environment(self) -> dict[str, str]:
        return city_environment(self.addresses, CITYWALLET_CITY_FILE=str(self.layout.city_file))


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SecureCity]:
    folder, addresses = tmp_path_factory.mktemp("tls") / "var", free_addresses(tls=True)
    with CityProcess(folder, "--tls", environment=city_environment(addresses)) as process:
        process.wait_until_shown()
        yield SecureCity(layout=Layout(folder), addresses=addresses, said=process.text)


def has_ipv6() -> bool:
    try:
        with closing(socket.socket(socket.AF_INET6)) as probe:
            probe.bind(("::1", 0))
    except OSError:
        return False
    return True


def test_board_shows_https_addresses_and_where_the_root_lies(city: SecureCity) -> None:
    for part in (city.addresses.issuer, city.addresses.wallet, city.addresses.verifier):
        assert part.url.startswith("https://localhost:")
        assert part.url in city.said
    assert str(city.layout.tls_authority) in city.said


def test_strict_client_with_that_root_alone_reads_every_metadata_document(city: SecureCity) -> None:
    with a_strict_client(city.layout.tls_authority) as client:
        documents = [client.get(url) for url in well_knowns_of(city.addresses)]
        assert [document.status_code for document in documents] == [200] * len(documents)
        for document in documents:
            assert "http://" not in document.text
        assert {document.json().get("issuer") for document in documents} <= {
            city.addresses.issuer.url,
            None,
        }


def test_each_service_answers_on_every_loopback_address(city: SecureCity) -> None:
    hosts = ["localhost", "127.0.0.1", *(["[::1]"] if has_ipv6() else [])]
    with a_strict_client(city.layout.tls_authority) as client:
        for url in healths_of(city.addresses):
            answers = [client.get(url.replace("localhost", host)) for host in hosts]
            assert [answer.status_code for answer in answers] == [200] * len(hosts)


def test_client_without_the_root_is_told_nothing(city: SecureCity) -> None:
    for url in healths_of(city.addresses):
        with pytest.raises(httpx.ConnectError, match="CERTIFICATE_VERIFY_FAILED"):
            httpx.get(url, trust_env=False, timeout=20)


def test_plain_http_is_not_spoken(city: SecureCity) -> None:
    for url in healths_of(city.addresses):
        with pytest.raises(httpx.RemoteProtocolError):
            httpx.get(url.replace("https:", "http:"), trust_env=False, timeout=20)


def test_doctor_finds_the_city_healthy(city: SecureCity) -> None:
    examined = run_command("doctor", "--directory", str(city.layout.root), environment=city.environment)
    assert examined.returncode == 0, examined.stdout


def test_commands_tell_the_whole_story_by_https(city: SecureCity) -> None:
    told = run_command("demo", "--directory", str(city.layout.root), environment=city.environment)
    assert told.returncode == 0, told.stdout + told.stderr
    assert f"{city.addresses.verifier.url}/responses/" in told.stdout


async def test_wallet_of_others_that_refuses_http_receives_a_card_and_shows_it(city: SecureCity) -> None:
    known = load_city_file(city.layout.city_file)
    assert await receive_and_show(known, root=city.layout.tls_authority) == "accepted"


@pytest.mark.parametrize(
    "command",
    [("issuer", "citizens"), ("wallet", "cards"), ("verifier", "ask", "senior-resident")],
    ids=lambda command: command[0],
)
def test_command_that_was_not_given_the_root_says_so_and_sends_no_key(
    city: SecureCity, tmp_path: Path, command: tuple[str, ...]
) -> None:
    members = json.loads(city.layout.city_file.read_text())
    assert members.pop("tls_authority") == str(city.layout.tls_authority)
    without = tmp_path / "city.json"
    without.write_text(json.dumps(members))
    ended = run_command(*command, environment=city.environment | {"CITYWALLET_CITY_FILE": str(without)})
    assert ended.returncode == 1
    assert "shows a TLS certificate that is not trusted here; nothing was sent." in ended.stderr


def test_start_without_tls_is_refused_with_both_ways_out(city: SecureCity, tmp_path: Path) -> None:
    shutil.copy(city.layout.plan, tmp_path / "plan.json")
    ended = run_command("up", "--directory", str(tmp_path), environment=city.environment)
    assert ended.returncode == 1
    [sentence] = ended.stderr.splitlines()
    assert f"cannot become http://localhost:{city.addresses.issuer.port}" in sentence
    assert "start it with TLS=1 (--tls), or start afresh with `make up RESET=1`" in sentence
