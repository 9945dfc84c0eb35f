"""Lists behind data sources: imported by officers, turned into credentials of the types that name them."""

from datetime import date

import httpx
import pytest

from tests.support.issuer import City, verified
from tests.support.keys import a_signing_key
from tests.support.workbooks import MEDIA_TYPE, a_workbook

HEADER = "citizen_id,name,entitled,category,bereaved,incheon_resident"
LIST = f"{HEADER}\nc-senior,김영자,true,국가유공자,false,true\nc-away,박바다,true,국가유공자,true,false\n"


async def imported(
    city: City,
    content: str | bytes,
    *,
    source: str = "veterans",
    whole: bool = False,
    media_type: str = "text/csv",
) -> httpx.Response:
    return await city.client.post(
        "/api/v1/source-imports",
        params={"source": source, "whole": whole},
        content=content,
        headers=city.as_officer() | {"Content-Type": media_type},
    )


async def test_a_list_makes_a_type_of_credential_available_to_those_whom_it_entitles(city: City) -> None:
    refused = await city.client.post(
        "/api/v1/offers", json={"type": "veteran", "citizen": "c-senior"}, headers=city.as_officer()
    )
    assert (refused.status_code, refused.json()["code"]) == (409, "not_eligible")
    report = (await imported(city, LIST)).json()
    assert (report["new"], report["refused"], report["forgotten"]) == (2, 0, 0)
    away = await city.client.post(
        "/api/v1/offers", json={"type": "veteran", "citizen": "c-away"}, headers=city.as_officer()
    )
    assert (away.status_code, away.json()["code"]) == (409, "not_eligible")
    credential = await city.issued("veteran", citizen="c-senior")
    assert credential.claims["category"] == "국가유공자"
    assert credential.claims["bereaved"] is False
    assert credential.vct == f"{city.issuer}/vct/veteran/1"


@pytest.mark.threat(96)
async def test_a_list_may_be_a_workbook_of_dates_and_numbers(city: City) -> None:
    rows = [
        ("citizen_id", "name", "birthdate", "nationality", "stay_until", "district_name", "district_id"),
        ("c-senior", "Nguyễn Thị Không Có Thật", date(1990, 5, 5), "VNM", date(2027, 1, 31), "서구", "seo"),
        ("c-young", "=1+1", date(1990, 5, 5), None, date(2027, 1, 31), "서구", "seo"),
        ("c-away", "Maria", date(1990, 5, 5), "BRA", date(2026, 1, 31), "서구", "seo"),
    ]
    report = (
        await imported(city, a_workbook(rows), source="foreign-residents", media_type=MEDIA_TYPE)
    ).json()
    assert (report["encoding"], report["new"], report["refused"]) == ("xlsx", 3, 0)
    credential = await city.issued("foreign-resident", citizen="c-senior")
    assert credential.claims["stay_until"] == "2027-01-31"
    assert credential.claims["district"] == {"id": "seo", "name": "서구"}
    # A name that was a formula is not known, and a stay that is over entitles to nothing.
    for citizen in ("c-young", "c-away"):
        refused = await city.client.post(
            "/api/v1/offers", json={"type": "foreign-resident", "citizen": citizen}, headers=city.as_officer()
        )
        assert (refused.status_code, refused.json()["code"]) == (409, "not_eligible")


async def test_bad_rows_of_a_list_are_named_and_stop_no_other(city: City) -> None:
    bad = ("c-x,가,maybe,나,true,true", "6101011234567,가,true,나,true,true", "c-senior,가,true,나,true,true")
    content = LIST + "\n".join(bad)
    report = (await imported(city, content)).json()
    assert (report["new"], report["refused"]) == (2, 3)
    assert report["refused_rows"] == [
        {"row": 4, "column": "entitled", "fault": "value_invalid"},
        {"row": 5, "column": "citizen_id", "fault": "resident_registration_number"},
        {"row": 6, "column": "citizen_id", "fault": "repeated_citizen"},
    ]


@pytest.mark.threat(49)
async def test_who_is_in_a_whole_list_no_longer_is_entitled_no_longer(city: City) -> None:
    await imported(city, LIST)
    token = await city.token(type_id="veteran")
    shorter = f"{HEADER}\nc-away,박바다,true,국가유공자,true,false\n"
    assert (await imported(city, shorter)).json()["forgotten"] == 0
    faulty = await imported(city, f"{shorter}c-senior,김영자,perhaps,국가유공자,false,true\n", whole=True)
    assert faulty.json()["forgotten"] == 0, "a row that was refused may be somebody who stays"
    assert (await imported(city, shorter, whole=True)).json()["forgotten"] == 1
    refused = await city.request_credential(token, await city.body("veteran"))
    assert (refused.status_code, refused.json()["error"]) == (400, "credential_request_denied")


async def test_importing_the_same_list_again_changes_nothing(city: City) -> None:
    await imported(city, LIST)
    report = (await imported(city, LIST, whole=True)).json()
    assert (report["new"], report["changed"], report["unchanged"], report["forgotten"]) == (0, 0, 2, 0)
    changed = (await imported(city, LIST.replace("국가유공자", "독립유공자"))).json()
    assert (changed["new"], changed["changed"], changed["unchanged"]) == (0, 2, 0)


@pytest.mark.parametrize("source", ["register", "sailors", "mil"])
async def test_a_source_that_takes_no_files_is_not_found(city: City, source: str) -> None:
    before = await city.counts()
    response = await imported(city, LIST, source=source)
    assert (response.status_code, response.json()["code"]) == (404, "source_unknown")
    assert await city.counts() == before


@pytest.mark.parametrize(
    ("parameters", "content", "status", "code"),
    [
        ({}, LIST, 400, "invalid_request"),
        ({"source": "a b"}, LIST, 400, "invalid_request"),
        ({"source": "veterans", "whole": "maybe"}, LIST, 400, "invalid_request"),
        ({"source": "veterans"}, "citizen_id,name\nc-senior,가\n", 400, "file_invalid"),
        ({"source": "veterans"}, "", 400, "file_invalid"),
        ({"source": "veterans"}, "PK\x03\x04", 400, "file_invalid"),
    ],
)
async def test_a_request_or_a_file_that_is_none_is_refused(
    city: City, parameters: dict[str, str], content: str, status: int, code: str
) -> None:
    before = await city.counts()
    response = await city.client.post(
        "/api/v1/source-imports",
        params=parameters,
        content=content,
        headers=city.as_officer() | {"Content-Type": "text/csv"},
    )
    assert (response.status_code, response.json()["code"]) == (status, code)
    assert await city.counts() == before


async def test_auditors_import_no_lists(city: City) -> None:
    response = await city.client.post(
        "/api/v1/source-imports", params={"source": "veterans"}, content=LIST, headers=city.as_auditor()
    )
    assert response.status_code == 403
    assert verified(await city.receive(await city.token(), key=a_signing_key(9)))
