"""Nothing that must stay secret leaves the issuer through its logs, errors or database."""

import io
import logging
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import structlog

from citywallet.runtime.logging import configure_logging
from tests.support.http import client_of
from tests.support.issuer import REGISTER, City, an_issuer, credential_body


@pytest.fixture
async def city(tmp_path: Path) -> AsyncIterator[City]:
    async with an_issuer(tmp_path) as city:
        yield city


async def a_whole_day(city: City) -> set[str]:
    """Everything that happens at the issuer, with its failures; what of it is nobody else's business."""
    offer = await city.offer(tx_code=True)
    assert offer.tx_code is not None
    await city.redeem(offer, tx_code="000000")
    token = (await city.redeem(offer)).json()["access_token"]
    nonce = await city.nonce()
    proof = await city.proof(nonce=nonce)
    credential = await city.receive(token)
    await city.request_credential(token, credential_body(proof + "x"))
    await city.request_credential(token, credential_body(proof) | {"credential_configuration_id": offer.code})
    await city.import_register(REGISTER.replace("1950-03-02", "1950-03-99"))
    (record,) = await city.credentials()
    address = f"/api/v1/credentials/{record['id']}/revoke"
    await city.client.post(address, json={"reason": "사망신고"}, headers=city.as_officer())
    await city.client.get("/api/v1/credentials", params={"citizen_id": "c-nobody"}, headers=city.as_officer())
    await city.client.get(f"/offers/{offer.address.rsplit('/', 1)[1]}")
    city.chain.down = True
    city.clock.advance(seconds=2)
    await city.publish()
    await city.anchor()
    personal = {field for line in REGISTER.splitlines()[1:] for field in line.split(",") if len(field) > 4}
    return personal | {
        *credential.split("~"),
        *(part for part in credential.split("~")[0].split(".")),
        offer.code,
        offer.address.rsplit("/", 1)[1],
        token,
        nonce,
        proof,
        "사망신고",
    } - {""}


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    stream = io.StringIO()
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    configure_logging("issuer", stream=stream)
    yield stream
    structlog.reset_defaults()
    root.handlers, root.level = handlers, level


@pytest.mark.threat(92)
async def test_no_secret_and_no_personal_value_is_logged(city: City, log: io.StringIO) -> None:
    secrets = await a_whole_day(city)
    written = log.getvalue()
    assert '"event": "request"' in written
    assert {secret for secret in secrets if secret in written} == set()


async def test_the_database_holds_no_credential_code_token_or_nonce(city: City) -> None:
    before_import = {field for line in REGISTER.splitlines() for field in line.split(",")}
    secrets = await a_whole_day(city) - before_import - {"사망신고"}
    database = Path(city.settings.database_url.removeprefix("sqlite+aiosqlite:///"))
    content = b"".join(path.read_bytes() for path in database.parent.glob(f"{database.name}*"))
    found = {secret for secret in secrets if secret.encode() in content}
    # The header of a credential names the signing key and its certificates, as every one does.
    assert found == set()


@pytest.mark.threat(58)
async def test_no_log_tells_who_asks_for_a_list_or_about_whom(city: City, log: io.StringIO) -> None:
    await city.receive(await city.token())
    (record,) = await city.credentials()
    log.truncate(0)
    desk = {"User-Agent": "desk-seventeen", "Referer": "https://pharmacy.example/"}
    async with client_of(city.app, base_url=city.issuer, address="203.0.113.77") as client:
        for path in (f"/status/{record['status_list']}", "/status/2", "/status-lists"):
            await client.get(path, params={"holder": "c-senior", "idx": "417"}, headers=desk)
    written = log.getvalue()
    assert written.count('"event": "request"') == 3
    told = ("desk-seventeen", "pharmacy", "203.0.113.77", "c-senior", "417", str(record["id"]))
    assert [each for each in told if each in written] == []


@pytest.mark.threat(58)
async def test_lists_are_large_unless_a_test_says_otherwise(city: City) -> None:
    default = type(city.settings).model_fields["status_list_entries"].default
    assert default >= 2**17
