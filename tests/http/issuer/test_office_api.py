"""The office's API: who may use it, and that doing something twice does it once."""

import asyncio
from datetime import date
from typing import Any

import pytest

from citywallet.protocol.oid4vci import (
    OfferByReference,
    OfferByValue,
    parse_credential_offer,
    parse_offer_link,
)
from tests.support.issuer import COLUMNS, City, verified
from tests.support.workbooks import MEDIA_TYPE, a_workbook

ROUTES = [
    ("POST", "/api/v1/register-imports"),
    ("GET", "/api/v1/citizens"),
    ("POST", "/api/v1/offers"),
    ("GET", "/api/v1/credentials?citizen_id=c-senior"),
    ("GET", "/api/v1/credentials/x"),
    ("POST", "/api/v1/credentials/x/revoke"),
    ("POST", "/api/v1/credentials/x/suspend"),
    ("POST", "/api/v1/credentials/x/resume"),
    ("GET", "/api/v1/status-lists"),
]


@pytest.mark.parametrize(("method", "path"), ROUTES)
@pytest.mark.threat(89)
async def test_without_an_officers_key_nothing_is_done(city: City, method: str, path: str) -> None:
    before = await city.counts()
    for headers in ({}, {"Authorization": "Bearer another-key-altogether"}):
        response = await city.client.request(method, path, headers=headers)
        assert response.status_code == 401
        assert response.headers["content-type"] == "application/problem+json"
    if "status-lists" not in path:
        assert (await city.client.request(method, path, headers=city.as_auditor())).status_code == 403
    assert await city.counts() == before


async def test_an_officer_sees_the_register(city: City) -> None:
    response = await city.client.get("/api/v1/citizens", params={"limit": 2}, headers=city.as_officer())
    assert [citizen["id"] for citizen in response.json()] == ["c-away", "c-senior"]
    assert response.json()[0]["legal_dong"] is None


@pytest.mark.parametrize("limit", ["0", "-1", "10001", "x", "9" * 30])
async def test_a_limit_out_of_range_is_refused(city: City, limit: str) -> None:
    response = await city.client.get("/api/v1/citizens", params={"limit": limit}, headers=city.as_officer())
    assert response.status_code == 400


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"type": "citizen-id", "citizen": "c-nobody"}, 404, "citizen_unknown"),
        ({"type": "other", "citizen": "c-senior"}, 404, "credential_type_unknown"),
        ({"type": "citizen-id"}, 400, "invalid_request"),
        ({"type": "citizen-id", "citizen": 1}, 400, "invalid_request"),
        ({"type": "citizen-id", "citizen": "c-senior", "tx_code": "yes"}, 400, "invalid_request"),
        ({"type": "citizen-id", "citizen": "c-senior", "extra": 1}, 400, "invalid_request"),
        ({"type": "citizen-id", "citizen": "\x00"}, 400, "invalid_request"),
        ({"type": "citizen-id", "citizen": "x" * 65}, 400, "invalid_request"),
        ([], 400, "invalid_request"),
    ],
)
async def test_an_offer_that_cannot_be_made_is_refused(city: City, body: Any, status: int, code: str) -> None:
    before = await city.counts()
    response = await city.client.post("/api/v1/offers", json=body, headers=city.as_officer())
    assert (response.status_code, response.json()["code"]) == (status, code)
    assert await city.counts() == before


async def test_an_offer_has_a_complete_link_and_six_digits_only_where_asked(city: City) -> None:
    for tx_code in (False, True):
        wanted = {"type": "citizen-id", "citizen": "c-senior", "tx_code": tx_code}
        response = await city.client.post("/api/v1/offers", json=wanted, headers=city.as_officer())
        made = response.json()
        assert set(made) == {"id", "credential_offer_uri", "credential_offer", "tx_code", "expires_at"}
        assert made["credential_offer_uri"].startswith("openid-credential-offer://?credential_offer_uri=http")
        assert (made["tx_code"] is not None and len(made["tx_code"]) == 6) is tx_code
        assert made["id"] not in made["credential_offer_uri"]


@pytest.mark.parametrize("grants", [["pre_authorized_code"], ["authorization_code", "pre_authorized_code"]])
async def test_an_offer_by_value_says_what_the_one_by_reference_says(city: City, grants: list[str]) -> None:
    wanted = {"type": ["citizen-id", "residence"], "citizen": "c-senior", "tx_code": True, "grants": grants}
    response = await city.client.post("/api/v1/offers", json=wanted, headers=city.as_officer())
    by_reference = parse_offer_link(response.json()["credential_offer_uri"])
    by_value = parse_offer_link(response.json()["credential_offer"])
    assert isinstance(by_reference, OfferByReference)
    assert isinstance(by_value, OfferByValue)
    fetched = await city.client.get(by_reference.credential_offer_uri)
    assert parse_credential_offer(fetched.json()) == by_value.offer
    assert response.json()["tx_code"] not in response.json()["credential_offer"]


@pytest.mark.threat(56)
async def test_revoked_is_final(city: City) -> None:
    await city.receive(await city.token())
    (record,) = await city.credentials()
    credential = str(record["id"])
    assert (await city.change(credential, "revoke")).json()["state"] == "revoked"
    for act in ("suspend", "resume"):
        response = await city.change(credential, act)
        assert (response.status_code, response.json()["code"]) == (409, "revoked_is_final")
    assert (await city.credentials())[0]["state"] == "revoked"


async def test_doing_it_again_changes_nothing(city: City) -> None:
    await city.receive(await city.token())
    (record,) = await city.credentials()
    for act, state in (("suspend", "suspended"), ("resume", "valid"), ("revoke", "revoked")):
        for _ in range(3):
            assert (await city.change(str(record["id"]), act)).json()["state"] == state
    assert (await city.counts())["status_changes"] == 3


async def test_a_record_tells_how_far_its_newest_change_has_come(city: City) -> None:
    await city.receive(await city.token())
    (record,) = await city.credentials()
    assert record["status_change"] is None
    await city.change(str(record["id"]), "revoke")
    progress = [await _change_of(city)]
    city.clock.advance(seconds=2)
    await city.publish()
    progress.append(await _change_of(city))
    await city.anchor()
    progress.append(await _change_of(city))
    assert [(each["sequence"], each["anchored_at"] is not None) for each in progress] == [
        (None, False),
        (2, False),
        (2, True),
    ]


async def test_a_reason_is_recorded_and_not_published(city: City) -> None:
    await city.receive(await city.token())
    (record,) = await city.credentials()
    address = f"/api/v1/credentials/{record['id']}/revoke"
    response = await city.client.post(address, json={"reason": "moved away"}, headers=city.as_officer())
    assert response.status_code == 200
    assert "moved away" not in response.text
    too_long = {"reason": "x" * 501}
    assert (await city.client.post(address, json=too_long, headers=city.as_officer())).status_code == 400


async def test_an_unknown_credential_or_citizen_is_not_found(city: City) -> None:
    for act in ("revoke", "suspend", "resume"):
        response = await city.change("nobodys", act)
        assert (response.status_code, response.json()["code"]) == (404, "credential_unknown")
    response = await city.client.get(
        "/api/v1/credentials", params={"citizen_id": "c-nobody"}, headers=city.as_officer()
    )
    assert (response.status_code, response.json()["code"]) == (404, "citizen_unknown")


async def test_a_register_file_is_imported_and_its_bad_rows_named(city: City) -> None:
    content = (
        f"{COLUMNS}\n"
        "c-new,홍길동,1980-05-05,bupyeong,부평구,,십정동,,true\n"
        "c-bad,홍길동,1980-13-05,bupyeong,부평구,,십정동,,true\n"
        "c-senior,김영자,1950-03-02,michuhol,미추홀구,28177,숭의동,,true\n"
    )
    report = (await city.import_register(content)).json()
    assert (report["new"], report["changed"], report["unchanged"], report["refused"]) == (1, 0, 1, 1)
    assert report["refused_rows"] == [{"row": 3, "column": "birthdate", "fault": "value_invalid"}]


@pytest.mark.threat(96)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp949"])
async def test_a_register_file_may_be_in_utf8_with_or_without_bom_or_cp949(city: City, encoding: str) -> None:
    content = f"{COLUMNS}\r\nc-new,황보샛별,1980-05-05,bupyeong,부평구,,십정동,,Y\r\n".encode(encoding)
    assert (await city.import_register(content)).json()["new"] == 1
    credential = verified(await city.receive(await city.token(citizen="c-new")))
    assert credential.claims["name"] == "황보샛별"


@pytest.mark.threat(96)
async def test_a_register_file_may_be_a_workbook(city: City) -> None:
    row = ("c-new", "황보샛별", date(1980, 5, 5), "bupyeong", "부평구", 28237, "십정동", None, True)
    response = await city.client.post(
        "/api/v1/register-imports",
        content=a_workbook([COLUMNS.split(","), row]),
        headers=city.as_officer() | {"Content-Type": MEDIA_TYPE},
    )
    assert (response.status_code, response.json()["encoding"], response.json()["new"]) == (200, "xlsx", 1)
    credential = verified(await city.receive(await city.token(citizen="c-new")))
    assert (credential.claims["name"], credential.claims["birthdate"]) == ("황보샛별", "1980-05-05")


async def test_a_damaged_workbook_is_refused(city: City) -> None:
    before = await city.counts()
    response = await city.client.post(
        "/api/v1/register-imports",
        content=b"PK\x03\x04 and no more",
        headers=city.as_officer() | {"Content-Type": MEDIA_TYPE},
    )
    assert (response.status_code, response.json()["code"]) == (400, "file_invalid")
    assert await city.counts() == before


async def test_importing_the_same_file_again_changes_nothing(city: City) -> None:
    report = (await city.import_register()).json()
    assert (report["new"], report["changed"], report["unchanged"], report["refused"]) == (0, 0, 3, 0)


async def test_a_citizen_twice_in_a_file_is_taken_once(city: City) -> None:
    row = "c-new,{},1980-05-05,bupyeong,부평구,,십정동,,true\n"
    filler = "".join(f"c-{n},가나다,1980-05-05,bupyeong,부평구,,,,true\n" for n in range(1_500))
    content = f"{COLUMNS}\n{row.format('첫째')}{row.format('둘째')}{filler}{row.format('셋째')}"
    report = (await city.import_register(content)).json()
    assert report["new"] == 1_501
    assert [each["row"] for each in report["refused_rows"]] == [3, 1_504]
    assert {each["fault"] for each in report["refused_rows"]} == {"repeated_citizen"}


@pytest.mark.parametrize("content", ["", "\n", "a,b\n1,2\n", f"{COLUMNS},name\n", '"open\n', "\x00\x01"])
async def test_a_file_without_usable_header_is_refused(city: City, content: str) -> None:
    before = await city.counts()
    response = await city.import_register(content)
    assert (response.status_code, response.json()["code"]) == (400, "file_invalid")
    assert await city.counts() == before


@pytest.mark.threat(97)
async def test_citizens_are_served_while_a_long_file_of_bad_rows_is_read(city: City) -> None:
    importing = asyncio.create_task(city.import_register((COLUMNS + "\nx" * 200_000).encode()))
    served = 0
    while not importing.done():
        assert (await city.client.post("/nonce")).status_code == 200
        served += 1
        await asyncio.wait({importing}, timeout=0)
    assert (await importing).json()["refused"] == 200_000
    assert served >= 3


async def test_only_tables_are_imported(city: City) -> None:
    response = await city.client.post("/api/v1/register-imports", json={}, headers=city.as_officer())
    assert response.status_code == 415


async def _change_of(city: City) -> dict[str, Any]:
    change = (await city.credentials())[0]["status_change"]
    assert isinstance(change, dict)
    return change


async def test_the_types_are_listed_with_what_an_officer_must_know(city: City) -> None:
    listed = (await city.client.get("/api/v1/types", headers=city.as_officer())).json()["items"]
    citizen_id = next(each for each in listed if each["id"] == "citizen-id")
    assert citizen_id["name"]["en"]
    assert "dc+sd-jwt" in citizen_id["formats"]
    assert {"ko", "en"} == set(citizen_id["claims"][0]["label"])
    assert len(listed) > 5
