"""`citywallet up`: one command, a whole city; and one sentence where it cannot be."""

import json
import os
import shutil
import signal
import socket
import stat
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from city.layout import Layout
from city.ports import Addresses, free_addresses
from citywallet.onchain.address_book import AddressBook
from tests.support.city import COMMAND, CityProcess, city_environment, run_command


@dataclass(frozen=True)
class Founded:
    """A city that ran once and was stopped."""

    folder: Path
    addresses: Addresses
    said: str
    exit_status: int

    @property
    def environment(self) -> dict[str, str]:
        return city_environment(self.addresses)

    def copy_to(self, folder: Path) -> Layout:
        shutil.copytree(self.folder, folder, dirs_exist_ok=True)
        return Layout(folder)

    def refusal(self, folder: Path, *arguments: str, **environment: str) -> str:
        """Try to start the city; it must end with status 1 and one sentence, which is returned."""
        ended = run_command(
            *("up", "--directory", str(folder), *arguments),
            environment=city_environment(self.addresses, **environment),
        )
        assert ended.returncode == 1, ended
        sentences = ended.stderr.strip().splitlines()
        assert len(sentences) == 1, ended.stderr
        return sentences[0]


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Founded:
    folder, addresses = tmp_path_factory.mktemp("city") / "var", free_addresses()
    with CityProcess(folder, environment=city_environment(addresses)) as city:
        city.wait_until_shown()
        status = city.interrupt()
    return Founded(folder=folder, addresses=addresses, said=city.text, exit_status=status)


@pytest.fixture(scope="class")
def again(founded: Founded) -> Iterator[CityProcess]:
    """The same city, started a second time, for the tests of one class."""
    with CityProcess(founded.folder, environment=founded.environment) as city:
        city.wait_until_shown()
        yield city


def test_first_start_shows_addresses_people_and_three_things_to_try(founded: Founded) -> None:
    for part in founded.addresses.named().values():
        assert part.url in founded.said
    assert "Three things to try" in founded.said
    people = json.loads((founded.folder / "city.json").read_text())["citizens"]
    assert len(people) >= 3
    assert all(person in founded.said for person in people)


def test_ctrl_c_stops_everything_without_a_traceback(founded: Founded) -> None:
    assert founded.exit_status == 0
    assert "Traceback" not in founded.said
    for log in (founded.folder / "log").iterdir():
        assert "Traceback" not in log.read_text(), log


def test_city_file_keys_and_databases_are_for_their_owner_alone(founded: Founded) -> None:
    layout = Layout(founded.folder)
    assert stat.S_IMODE(layout.city_file.stat().st_mode) == 0o600
    for folder in (layout.root, layout.keys, layout.holder_keys, layout.root / "log"):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700, folder
    for database in layout.root.glob("*.sqlite3"):
        assert stat.S_IMODE(database.stat().st_mode) == 0o600, database


class TestSecondStart:
    """The same city, started a second time and used."""

    def test_second_start_continues_with_the_same_chain_keys_and_data(
        self, founded: Founded, again: CityProcess
    ) -> None:
        assert "deployed" not in again.text
        assert "receives" not in again.text
        listed = run_command(
            *("issuer", "citizens", "--limit", "100", "--json"),
            environment=founded.environment | {"CITYWALLET_CITY_FILE": str(founded.folder / "city.json")},
        )
        assert len(json.loads(listed.stdout)) == 20

    def test_doctor_finds_a_running_city_healthy(self, founded: Founded, again: CityProcess) -> None:
        examined = run_command("doctor", "--directory", str(founded.folder), environment=founded.environment)
        assert examined.returncode == 0, examined.stdout
        assert len(examined.stdout.splitlines()) == 6

    def test_second_city_on_the_same_folder_is_refused(self, founded: Founded, again: CityProcess) -> None:
        assert "already runs" in founded.refusal(founded.folder)

    def test_demo_tells_its_story_against_the_running_city(
        self, founded: Founded, again: CityProcess
    ) -> None:
        told = run_command("demo", "--directory", str(founded.folder), environment=founded.environment)
        assert told.returncode == 0, told.stdout + told.stderr
        assert "against the city that runs" in told.stdout
        assert "the card was valid then" in told.stdout


def test_port_in_use_is_named(founded: Founded, tmp_path: Path) -> None:
    addresses = free_addresses()
    with socket.create_server(("127.0.0.1", addresses.wallet.port)):
        ended = run_command(
            "up", "--directory", str(tmp_path / "var"), environment=city_environment(addresses)
        )
    assert ended.returncode == 1
    assert ended.stderr.startswith(f"Port {addresses.wallet.port} is in use; stop the program")


def test_changed_public_address_is_refused_with_the_way_out(founded: Founded, tmp_path: Path) -> None:
    layout = founded.copy_to(tmp_path / "var")
    sentence = founded.refusal(layout.root, CITYWALLET_ISSUER_PUBLIC_URL="http://localhost:9/elsewhere")
    assert "cannot become http://localhost:9/elsewhere" in sentence
    assert "RESET=1" in sentence


@pytest.mark.parametrize(
    "lost", ["chain.sqlite3", "address-book.json", "keys", "issuer.sqlite3", "plan.json"]
)
def test_city_that_lost_a_part_is_refused_and_not_mended_in_silence(
    founded: Founded, tmp_path: Path, lost: str
) -> None:
    layout = founded.copy_to(tmp_path / "var")
    path = layout.root / lost
    shutil.rmtree(path) if path.is_dir() else path.unlink()
    assert "RESET=1" in founded.refusal(layout.root)
    assert not path.exists()


def test_chain_that_is_not_the_one_of_the_address_book_is_refused(founded: Founded, tmp_path: Path) -> None:
    layout = founded.copy_to(tmp_path / "var")
    book = AddressBook.load(layout.address_book)
    AddressBook(chain_id=book.chain_id, genesis_hash=bytes(32), contracts=book.contracts).save(
        layout.address_book
    )
    sentence = founded.refusal(layout.root)
    assert "is not the one of" in sentence
    assert "RESET=1" in sentence


@pytest.mark.parametrize("broken", ["chain.sqlite3", "wallet.sqlite3"])
def test_half_written_database_ends_the_start_with_one_sentence(
    founded: Founded, tmp_path: Path, broken: str
) -> None:
    layout = founded.copy_to(tmp_path / "var")
    for journal in layout.root.glob(f"{broken}-*"):
        journal.unlink()
    (layout.root / broken).write_bytes(b"half a database, " * 1000)
    sentence = founded.refusal(layout.root)
    assert sentence.startswith(f"The {broken.split('.')[0]} did not start: ")
    assert broken in sentence


def test_reset_founds_another_city_and_the_end_of_a_part_ends_it(founded: Founded, tmp_path: Path) -> None:
    layout = founded.copy_to(tmp_path / "var")
    old_keys = (layout.keys / "root.key.pem").read_bytes()
    with CityProcess(layout.root, "--reset", environment=founded.environment) as city:
        city.wait_until_shown()
        end_chain(layout)
        assert city.wait() == 1
    assert (layout.keys / "root.key.pem").read_bytes() != old_keys
    assert city.said[-1].startswith("The chain was ended by signal 9")


def end_chain(layout: Layout) -> None:
    found = subprocess.run(
        ["pgrep", "-f", f"city.child chain --database {layout.chain_database}"],
        capture_output=True,
        text=True,
        check=True,
    )
    os.kill(int(found.stdout.split()[0]), signal.SIGKILL)


def test_interrupted_founding_leaves_no_process_and_is_taken_up_again(tmp_path: Path) -> None:
    addresses = free_addresses()
    environment = city_environment(addresses)
    with CityProcess(tmp_path / "var", environment=environment) as city:
        city.wait_for("The contracts are deployed")
        assert city.interrupt() == 130
    assert "Traceback" not in city.text
    addresses.require_free()
    with CityProcess(tmp_path / "var", environment=environment) as again:
        again.wait_until_shown()
        again.kill()  # A city whose own process is killed takes its parts with it.
    with CityProcess(tmp_path / "var", environment=environment) as once_more:
        once_more.wait_until_shown()
        assert once_more.interrupt() == 0


def test_help_is_there() -> None:
    shown = subprocess.run([COMMAND, "--help"], capture_output=True, text=True, timeout=30, check=True)
    for command in ("up", "demo", "serve", "chain", "issuer", "verifier", "wallet", "doctor", "migrate"):
        assert f" {command} " in shown.stdout
