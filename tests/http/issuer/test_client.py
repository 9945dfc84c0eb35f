"""The office's typed client and the command line, against a running issuer."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from typer.testing import CliRunner

from citywallet.client.http import ApiError
from citywallet.client.issuer import IssuerClient, SecondPersonNeeded
from issuer.cli import app as cli
from issuer.cli.console import change_status
from tests.support.issuer import OFFICER_KEY, REGISTER, City, an_issuer


@pytest.fixture
async def office(city: City) -> AsyncIterator[IssuerClient]:
    async with IssuerClient(city.issuer, key=OFFICER_KEY, transport=httpx.ASGITransport(city.app)) as client:
        yield client


async def test_an_officer_imports_offers_and_revokes(city: City, office: IssuerClient) -> None:
    report = await office.import_register(REGISTER.encode())
    assert report["unchanged"] == 3
    assert [citizen["id"] for citizen in await office.citizens(limit=1)] == ["c-away"]
    offer = await office.offer(type_id="citizen-id", citizen="c-senior", tx_code=True)
    assert offer.tx_code is not None
    assert (await office.offer(type_id="citizen-id", citizen="c-senior")).tx_code is None
    await city.receive(await city.token())
    (record,) = await office.credentials(citizen="c-senior")
    credential = str(record["id"])
    assert (await office.suspend(credential))["state"] == "suspended"
    assert (await office.resume(credential))["state"] == "valid"
    assert (await office.revoke(credential, reason="lost"))["state"] == "revoked"
    assert (await office.credential(credential))["state"] == "revoked"


async def test_an_officer_imports_the_list_behind_a_source(city: City, office: IssuerClient) -> None:
    content = b"citizen_id,hours\nc-senior,120\nc-young,x\n"
    report = await office.import_facts(content, source="volunteers")
    assert (report["new"], report["refused"]) == (1, 1)
    whole = await office.import_facts(b"citizen_id,hours\nc-away,7\n", source="volunteers", whole=True)
    assert (whole["new"], whole["forgotten"]) == (1, 1)


async def test_an_office_that_revokes_nothing_by_one_person_says_so(tmp_path: Path) -> None:
    async with an_issuer(tmp_path, second_approver_above=0) as city:
        await city.receive(await city.token())
        (record,) = await city.credentials()
        transport = httpx.ASGITransport(city.app)
        async with IssuerClient(city.issuer, key=OFFICER_KEY, transport=transport) as office:
            with pytest.raises(SecondPersonNeeded, match="another person must confirm"):
                await office.revoke(str(record["id"]))
            with pytest.raises(SecondPersonNeeded):
                await office.revoke_all(citizen="c-senior", reason="lost")


async def test_an_officer_revokes_everything_of_a_person_or_device_and_halts(
    city: City, office: IssuerClient
) -> None:
    await city.receive(await city.token())
    (record,) = await office.credentials(citizen="c-senior")
    assert await office.revoke_all(device=str(record["device"]), reason="lost") == 1
    assert await office.revoke_all(citizen="c-senior", reason="lost") == 0
    await office.halt(reason="misuse")
    with pytest.raises(ApiError, match="Nothing is issued at present"):
        await office.offer(type_id="citizen-id", citizen="c-senior")


@pytest.mark.parametrize("named", [[], ["--citizen", "c-1", "--device", "key:x"]])
def test_revoking_everything_wants_one_person_or_one_device(named: list[str]) -> None:
    result = CliRunner().invoke(cli, ["revoke-all", "--reason", "lost", *named])
    assert result.exit_code == 2
    assert "a citizen or a device" in result.stderr


async def test_a_refusal_carries_its_sentence(office: IssuerClient) -> None:
    with pytest.raises(ApiError, match="The register has no such citizen") as raised:
        await office.offer(type_id="citizen-id", citizen="c-nobody")
    assert raised.value.status == 404


async def test_a_list_is_settled_when_the_chain_holds_its_newest_token(
    city: City, office: IssuerClient
) -> None:
    assert not any(each.is_settled for each in await office.status_lists())
    await city.anchor()
    assert all(each.is_settled for each in await office.status_lists())
    await city.receive(await city.token())
    (record,) = await office.credentials(citizen="c-senior")
    await office.revoke(str(record["id"]))
    assert [each.is_settled for each in await office.status_lists()].count(False) == 1


async def test_waiting_for_a_revocation_ends_when_the_chain_holds_it(
    city: City, office: IssuerClient
) -> None:
    await city.receive(await city.token())
    (record,) = await office.credentials(citizen="c-senior")
    await office.revoke(str(record["id"]))
    waiting = asyncio.create_task(change_status(office, str(record["id"]), "revoke", reason=None, wait=True))
    city.clock.advance(seconds=2)
    await city.publish()
    await city.anchor()
    settled = await waiting
    assert isinstance(settled["status_change"], dict)
    assert settled["status_change"]["anchored_at"] is not None


@pytest.mark.parametrize(
    "command",
    [
        ["citizens"],
        ["import-facts", __file__, "--source", "veterans"],
        ["offer", "--type", "citizen-id", "--citizen", "c-1"],
        ["credentials", "--citizen", "c-1"],
        ["revoke", "--credential", "x"],
        ["revoke-all", "--citizen", "c-1", "--reason", "lost"],
        ["halt", "--reason", "misuse"],
    ],
)
def test_without_a_city_a_command_says_so_in_one_sentence(command: list[str], tmp_path: Path) -> None:
    result = CliRunner().invoke(cli, command, env={"CITYWALLET_CITY_FILE": str(tmp_path / "city.json")})
    assert result.exit_code == 1
    assert "There is no city at" in result.stderr
    assert result.stdout == ""


def test_a_file_that_is_not_there_cannot_be_imported(tmp_path: Path) -> None:
    result = CliRunner().invoke(cli, ["import", str(tmp_path / "none.csv")])
    assert result.exit_code == 1
    assert "cannot be read" in result.stderr


def test_every_command_has_help() -> None:
    result = CliRunner().invoke(cli, ["--help"])
    for command in (
        "import",
        "import-facts",
        "offer",
        "citizens",
        "credentials",
        "revoke",
        "revoke-all",
        "halt",
        "suspend",
        "resume",
    ):
        assert command in result.stdout
