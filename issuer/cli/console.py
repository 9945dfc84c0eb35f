"""What the commands share: the city's address and key, sentences instead of tracebacks, and waiting."""

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable
from contextlib import nullcontext
from pathlib import Path
from typing import Any, TypeVar

import typer
from rich.console import Console

from citywallet.client.city_file import CityFile, CityFileInvalid, CityMissing, load_city_file
from citywallet.client.http import ApiError, ApiUnreachable
from citywallet.client.issuer import IssuerClient
from citywallet.client.office import OfficeClient
from citywallet.protocol.encoding import JsonObject
from citywallet.runtime.settings import city_file_path
from citywallet.runtime.tls import client_context

T = TypeVar("T")
_ANCHORED_WITHIN_SECONDS = 60.0
_PAUSE_SECONDS = 0.3


class NotAnchoredInTime(Exception):
    """Raised when the chain does not hold a change in time; the change itself stands."""


def running_city() -> CityFile:
    """Addresses and keys of the running city; without one it is one sentence and exit status 1."""
    try:
        return load_city_file(city_file_path())
    except (CityMissing, CityFileInvalid) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from None


def call_office(key_of: Callable[[CityFile], str], action: Callable[[OfficeClient], Awaitable[T]]) -> T:
    """Do something in the office with one of the city's keys; a refusal is one sentence and exit status 1."""
    city = running_city()

    async def run() -> T:
        tls = client_context(city.tls_authority)
        async with OfficeClient(city.issuer_url, key=key_of(city), tls=tls) as client:
            return await action(client)

    try:
        return asyncio.run(run())
    except (ApiError, ApiUnreachable) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from None


def call(action: Callable[[IssuerClient], Awaitable[T]], *, progress: str | None = None) -> T:
    """Do something as the officer of the running city; a refusal is one sentence and exit status 1."""
    console = Console(stderr=True)
    try:
        city = load_city_file(city_file_path())
        with console.status(progress) if progress else nullcontext():
            return asyncio.run(_run(city, action))
    except (ApiError, ApiUnreachable, CityMissing, CityFileInvalid, NotAnchoredInTime) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from None


async def change_status(
    client: IssuerClient, credential: str, act: str, *, reason: str | None, wait: bool
) -> JsonObject:
    """Revoke, suspend or resume; with `wait`, until the chain holds it.

    Raises:
        NotAnchoredInTime: it does not hold it within a minute.
    """
    acts = {"revoke": client.revoke, "suspend": client.suspend, "resume": client.resume}
    record = await acts[act](credential, reason=reason)
    if not wait:
        return record
    try:
        async with asyncio.timeout(_ANCHORED_WITHIN_SECONDS):
            while not _is_anchored(record):
                await asyncio.sleep(_PAUSE_SECONDS)
                record = await client.credential(credential)
    except TimeoutError:
        raise NotAnchoredInTime("The change is recorded, but the chain does not hold it yet.") from None
    return record


def read_file(path: Path) -> bytes:
    """A file's content; a file that cannot be read is one sentence and exit status 1."""
    try:
        return path.read_bytes()
    except OSError as error:
        typer.echo(f"The file {path} cannot be read ({error.strerror}).", err=True)
        raise typer.Exit(1) from None


def print_json(value: Any) -> None:
    """Print JSON for machines."""
    json.dump(value, sys.stdout, ensure_ascii=False, indent=2)
    sys.stdout.write("\n")


async def _run(city: CityFile, action: Callable[[IssuerClient], Awaitable[T]]) -> T:
    tls = client_context(city.tls_authority)
    async with IssuerClient(city.issuer_url, key=city.officer_key, tls=tls) as client:
        return await action(client)


def _is_anchored(record: JsonObject) -> bool:
    change = record["status_change"]
    return change is None or (isinstance(change, dict) and change["anchored_at"] is not None)
