"""Small services to whoever runs a city: its health, its databases, a register file."""

import asyncio
import http.client
import importlib
import ssl
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from city.errors import CityError
from city.layout import SERVICES, Layout
from city.lock import city_lock, is_running
from city.places import city_day
from city.register import fictional_citizens, write_register
from city.serve import PACKAGES
from citywallet.client import CityFile, CityMissing, load_city_file
from citywallet.runtime.clock import SystemClock
from citywallet.runtime.settings import load
from citywallet.runtime.tls import client_context

_PATIENCE_SECONDS = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that was looked at, in a sentence."""

    good: bool
    sentence: str


def examine(folder: Path) -> list[Finding]:
    """Look at each part of the city in the folder and at the chain that it stands on.

    Raises:
        CityMissing: there is no city.
        CityFileInvalid: its file cannot be read.
    """
    layout = Layout(folder)
    city = load_city_file(layout.city_file)
    tls = client_context(city.tls_authority)
    findings = [_running(layout)]
    for name, url in (
        ("issuer", city.issuer_url),
        ("wallet", city.wallet_url),
        ("verifier", city.verifier_url),
        ("demo sign-in", city.identity_url),
    ):
        findings.append(_service(name, url, tls=tls))
    return [*findings, asyncio.run(_chain(city))]


def migrate_service(service: str) -> Iterator[str]:
    """Bring the database that the environment names for a service up to date.

    Raises:
        SettingsInvalid: the environment does not name it.
        StorageError: it cannot be brought up to date.
    """
    from citywallet.storage.migrate import upgrade

    package = PACKAGES[service]
    settings_type: Any = importlib.import_module(f"{package}.settings").Settings
    upgrade(load(settings_type).database_url, f"{package}.migrations")
    yield f"The database of the {service} is up to date."


def migrate_city(folder: Path) -> Iterator[str]:
    """Bring the databases of the city in the folder up to date, while it does not run.

    Raises:
        CityMissing: there is no city in the folder.
        CityRunning: the city runs.
        StorageError: a database cannot be brought up to date.
    """
    from citywallet.storage.migrate import upgrade

    layout = Layout(folder)
    if not layout.plan.exists():
        raise CityMissing(layout.root)
    with city_lock(layout):
        for service in SERVICES:
            upgrade(layout.database_url(service), f"{PACKAGES[service]}.migrations")
            yield f"{layout.database(service)} is up to date."


def write_fictional_register(*, count: int, seed: str, output: Path | None) -> None:
    """Write a register file of invented people, to standard output if no file is named.

    Raises:
        CityError: the file cannot be written.
    """
    people = fictional_citizens(seed=seed, count=count, day=city_day(SystemClock().now()))
    if output is None:
        write_register(sys.stdout, people)
        return
    try:
        with output.open("w", encoding="utf-8", newline="") as file:
            write_register(file, people)
    except OSError as refused:
        raise CityError(f"The file {output} cannot be written: {refused.strerror}.") from refused


def _running(layout: Layout) -> Finding:
    if is_running(layout):
        return Finding(good=True, sentence=f"A city runs on {layout.root}.")
    return Finding(good=False, sentence=f"No city runs on {layout.root}: start it with `make up`.")


def _service(name: str, url: str, *, tls: ssl.SSLContext) -> Finding:
    parts = urlsplit(url)
    host = parts.hostname or "localhost"
    connection = (
        http.client.HTTPSConnection(host, parts.port, timeout=_PATIENCE_SECONDS, context=tls)
        if parts.scheme == "https"
        else http.client.HTTPConnection(host, parts.port, timeout=_PATIENCE_SECONDS)
    )
    try:
        connection.request("GET", f"{parts.path}/readyz")
        status = connection.getresponse().status
    except (OSError, http.client.HTTPException) as refused:
        return Finding(
            good=False, sentence=f"The {name} does not answer at {url} ({type(refused).__name__})."
        )
    finally:
        connection.close()
    if status != http.HTTPStatus.OK:
        return Finding(
            good=False, sentence=f"The {name} at {url} is up but cannot do its work (status {status})."
        )
    return Finding(good=True, sentence=f"The {name} at {url} is ready.")


async def _chain(city: CityFile) -> Finding:
    from citywallet.onchain.address_book import AddressBook
    from citywallet.onchain.connection import ChainConnection
    from citywallet.onchain.errors import ChainError

    try:
        connection = await ChainConnection.open(city.chain_url, AddressBook.load(city.address_book))
        try:
            block = await connection.newest_block()
        finally:
            await connection.close()
    except ChainError as fault:
        return Finding(good=False, sentence=f"The chain at {city.chain_url} is not the city's: {fault}.")
    sentence = f"The chain at {city.chain_url} is the one of the address book, at block {block.number}."
    return Finding(good=True, sentence=sentence)
