"""Bulk issuing over HTTP: a file, its dry run, its run, and offers that wallets take up."""

import csv
import io
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from citywallet.protocol.encoding import JsonObject
from issuer.domain.offers import pre_authorized_code
from tests.support.issuer import City, OfferInHand
from tests.support.sources import FakeSource
from tests.support.workbooks import MEDIA_TYPE, a_workbook
from tests.unit.issuer.usecases.test_check_entitlement import asking

FILE = "citizen_id,note\nc-senior,a\nc-nobody,b\nc-young,c\n610101-1234567,d\nc-senior,e\n,f\nc-away,g\n"


async def sent(
    city: City, content: str | bytes = FILE, *, type_id: str = "citizen-id", media_type: str = "text/csv"
) -> httpx.Response:
    return await city.client.post(
        "/api/v1/bulk-jobs",
        params={"type_id": type_id},
        content=content,
        headers=city.as_officer() | {"Content-Type": media_type},
    )


async def a_job(city: City, content: str | bytes = FILE, *, type_id: str = "citizen-id") -> str:
    """A job whose dry run is over."""
    response = await sent(city, content, type_id=type_id)
    assert response.status_code == 201, response.text
    await city.advance_bulk_jobs()
    return str(response.json()["id"])


async def read(city: City, path: str, **parameters: str) -> Any:
    response = await city.client.get(
        f"/api/v1/bulk-jobs/{path}", params=parameters, headers=city.as_officer()
    )
    assert response.status_code == 200, response.text
    return response.json()


async def change(city: City, job: str, act: str) -> httpx.Response:
    return await city.client.post(f"/api/v1/bulk-jobs/{job}/{act}", headers=city.as_officer())


async def run(city: City, job: str) -> None:
    assert (await change(city, job, "start")).status_code == 200
    await city.advance_bulk_jobs()


async def offers(city: City, job: str) -> list[dict[str, str]]:
    response = await city.client.get(f"/api/v1/bulk-jobs/{job}/offers.csv", headers=city.as_officer())
    assert response.status_code == 200, response.text
    assert response.headers["content-type"].startswith("text/csv")
    assert response.headers["cache-control"] == "no-store"
    return list(csv.DictReader(io.StringIO(response.text)))


def bytes_of(city: City) -> bytes:
    """The files of the issuer's database."""
    path = Path(city.settings.database_url.removeprefix("sqlite+aiosqlite:///"))
    return b"".join(part.read_bytes() for part in path.parent.glob(f"{path.name}*"))


def counts(job: JsonObject) -> tuple[Any, ...]:
    return job["state"], job["rows"], job["ready"], job["done"], job["errors"]


@pytest.mark.threat(48)
async def test_the_dry_run_judges_each_row_and_issues_nothing(city: City) -> None:
    before = await city.counts()
    job = await a_job(city)
    assert counts(await read(city, job)) == ("checked", 7, 3, 0, 4)
    refused = await read(city, f"{job}/rows", outcome="refused")
    assert [(each["row"], each["code"]) for each in refused["items"]] == [
        (3, "citizen_unknown"),
        (5, "resident_registration_number"),
        (6, "repeated_citizen"),
        (7, "value_missing"),
    ]
    assert all(set(each["sentence"]) == {"ko", "en"} for each in refused["items"])
    after = await city.counts()
    assert {name for name in after if after[name] != before[name]} == {
        "bulk_jobs",
        "bulk_rows",
        "audit_entries",
    }


@pytest.mark.threat(48)
async def test_the_run_offers_to_those_who_are_entitled_and_bad_rows_stop_nobody(city: City) -> None:
    job = await a_job(city)
    await run(city, job)
    assert counts(await read(city, job)) == ("done", 7, 0, 3, 4)
    made = await offers(city, job)
    assert [(each["row"], each["citizen_id"]) for each in made] == [
        ("2", "c-senior"),
        ("4", "c-young"),
        ("8", "c-away"),
    ]


async def test_a_wallet_takes_up_an_offer_of_a_bulk_job_once(city: City) -> None:
    job = await a_job(city)
    await run(city, job)
    offer = (await offers(city, job))[0]
    address = parse_qs(urlsplit(offer["credential_offer_uri"]).query)["credential_offer_uri"][0]
    body = (await city.client.get(address)).json()
    code = pre_authorized_code(address.rpartition("/")[2])
    in_hand = OfferInHand(address=address, code=code, tx_code=offer["tx_code"], body=body)
    wrong = await city.redeem(in_hand, tx_code="000000" if offer["tx_code"] != "000000" else "111111")
    assert wrong.json()["error"] == "invalid_grant"
    token = str((await city.redeem(in_hand)).json()["access_token"])
    assert await city.receive(token)
    (record,) = await city.credentials("c-senior")
    assert record["state"] == "valid"
    assert (await city.redeem(in_hand)).json()["error"] == "invalid_grant"


async def test_offers_live_as_long_as_the_post_takes(city: City) -> None:
    job = await a_job(city, "citizen_id\nc-senior\n")
    await run(city, job)
    (offer,) = await offers(city, job)
    address = parse_qs(urlsplit(offer["credential_offer_uri"]).query)["credential_offer_uri"][0]
    city.clock.advance(days=29)
    assert (await city.client.get(address)).status_code == 200
    city.clock.advance(days=1)
    assert (await city.client.get(address)).status_code == 404


@pytest.mark.threat(96)
async def test_a_file_may_be_a_workbook_and_large(city: City) -> None:
    people = [f"p-{number:05}" for number in range(1_200)]
    register = "citizen_id,name,birthdate,district_id,district_name,legal_dong_name,incheon_resident\n"
    await city.import_register(
        register + "".join(f"{one},가나다,1960-01-01,seo,서구,,true\n" for one in people)
    )
    book = a_workbook([("citizen_id",), *[(one,) for one in people], ("p-nobody",)])
    response = await sent(city, book, type_id="senior", media_type=MEDIA_TYPE)
    job = str(response.json()["id"])
    await city.advance_bulk_jobs()
    assert counts(await read(city, job)) == ("checked", 1_201, 1_200, 0, 1)
    await run(city, job)
    assert counts(await read(city, job)) == ("done", 1_201, 0, 1_200, 1)
    made = await offers(city, job)
    assert [each["citizen_id"] for each in made] == people
    assert len({each["credential_offer_uri"] for each in made}) == 1_200


@pytest.mark.threat(49)
async def test_who_lost_the_entitlement_since_the_dry_run_gets_no_offer(city: City) -> None:
    hours = "citizen_id,hours\nc-senior,120\nc-young,7\n"
    await city.import_facts("volunteers", hours)
    job = await a_job(city, "citizen_id\nc-senior\nc-young\n", type_id="volunteer-hours")
    assert counts(await read(city, job)) == ("checked", 2, 2, 0, 0)
    await city.import_facts("volunteers", "citizen_id,hours\nc-young,0\n")
    await run(city, job)
    assert counts(await read(city, job)) == ("done", 2, 0, 1, 1)
    (refused,) = (await read(city, f"{job}/rows", outcome="refused"))["items"]
    assert (refused["row"], refused["code"]) == (3, "not_eligible")


async def test_a_source_that_does_not_answer_lets_the_job_wait_and_no_other(city: City) -> None:
    acts = city.app.state.acts
    response = await sent(city)
    job = str(response.json()["id"])
    asking(city, FakeSource(down=True))
    await city.advance_bulk_jobs()
    assert counts(await read(city, job)) == ("checking", 7, 0, 0, 3)
    city.app.state.acts = acts
    await city.advance_bulk_jobs()
    assert counts(await read(city, job)) == ("checked", 7, 3, 0, 4)


async def test_a_stopped_job_issues_no_more_until_it_is_resumed(city: City) -> None:
    job = await a_job(city)
    await change(city, job, "start")
    stopped = await change(city, job, "stop")
    assert counts(stopped.json()) == ("stopped", 7, 3, 0, 4)
    await city.advance_bulk_jobs()
    assert counts(await read(city, job)) == ("stopped", 7, 3, 0, 4)
    assert await offers(city, job) == []
    assert (await change(city, job, "resume")).json()["state"] == "running"
    await city.advance_bulk_jobs()
    assert counts(await read(city, job)) == ("done", 7, 0, 3, 4)


@pytest.mark.parametrize("act", ["start", "stop", "resume"])
async def test_a_job_that_is_done_cannot_be_changed(city: City, act: str) -> None:
    job = await a_job(city)
    await run(city, job)
    before = await city.counts()
    refused = await change(city, job, act)
    assert (refused.status_code, refused.json()["code"]) == (409, "bulk_job_not_ready")
    assert await city.counts() == before


async def test_a_job_is_started_once_and_not_before_its_dry_run(city: City) -> None:
    response = await sent(city)
    job = str(response.json()["id"])
    assert (await change(city, job, "start")).json()["code"] == "bulk_job_not_ready"
    await city.advance_bulk_jobs()
    assert (await change(city, job, "start")).status_code == 200
    assert (await change(city, job, "start")).json()["code"] == "bulk_job_not_ready"


async def test_jobs_are_listed_newest_first(city: City) -> None:
    first = await a_job(city)
    city.clock.advance(seconds=1)
    second = await a_job(city, "citizen_id\n")
    listed = (await city.client.get("/api/v1/bulk-jobs", headers=city.as_officer())).json()
    assert [each["id"] for each in listed["items"]] == [second, first]
    assert counts(listed["items"][0]) == ("checked", 0, 0, 0, 0)
    assert listed["items"][0]["created_by"] == "client:officer"


async def test_rows_come_in_pages(city: City) -> None:
    job = await a_job(city, "citizen_id\n" + "c-nobody-x\n" * 1 + "".join(f"n-{n}\n" for n in range(249)))
    first = await read(city, f"{job}/rows")
    second = await read(city, f"{job}/rows", cursor=first["next"])
    third = await read(city, f"{job}/rows", cursor=second["next"])
    rows = [each["row"] for page in (first, second, third) for each in page["items"]]
    assert rows == list(range(2, 252))
    assert third["next"] is None


@pytest.mark.parametrize("path", ["", "/rows", "/offers.csv"])
async def test_a_job_that_is_not_there_is_not_found(city: City, path: str) -> None:
    response = await city.client.get(f"/api/v1/bulk-jobs/none{path}", headers=city.as_officer())
    assert (response.status_code, response.json()["code"]) == (404, "bulk_job_unknown")


@pytest.mark.parametrize(
    ("type_id", "content", "status", "code"),
    [
        ("passport", FILE, 404, "credential_type_unknown"),
        ("a b", FILE, 400, "invalid_request"),
        ("citizen-id", "", 400, "file_invalid"),
        ("citizen-id", "name\nx\n", 400, "file_invalid"),
        ("citizen-id", "PK\x03\x04", 400, "file_invalid"),
    ],
)
async def test_a_file_that_cannot_be_used_leaves_nothing_behind(
    city: City, type_id: str, content: str, status: int, code: str
) -> None:
    before = await city.counts()
    response = await sent(city, content, type_id=type_id)
    assert (response.status_code, response.json()["code"]) == (status, code)
    assert await city.counts() == before


async def test_a_query_that_is_none_is_refused(city: City) -> None:
    job = await a_job(city)
    for parameters in ({"outcome": "lost"}, {"cursor": "x"}, {"cursor": "-1"}):
        response = await city.client.get(
            f"/api/v1/bulk-jobs/{job}/rows", params=parameters, headers=city.as_officer()
        )
        assert response.status_code == 400


@pytest.mark.threat(93)
async def test_the_database_holds_no_link_and_no_code_of_an_offer(city: City) -> None:
    job = await a_job(city)
    await run(city, job)
    made = await offers(city, job)
    content = bytes_of(city)
    for offer in made:
        reference = offer["credential_offer_uri"].rpartition("%2F")[2]
        assert reference.encode() not in content
        assert pre_authorized_code(reference).encode() not in content


async def test_links_cannot_be_made_again_with_another_passphrase(city: City) -> None:
    job = await a_job(city)
    await run(city, job)
    acts = city.app.state.acts
    other = replace(acts.bulk.export_offers, secret=b"another secret of 32 octets and more")
    city.app.state.acts = replace(acts, bulk=replace(acts.bulk, export_offers=other))
    response = await city.client.get(f"/api/v1/bulk-jobs/{job}/offers.csv", headers=city.as_officer())
    assert (response.status_code, response.json()["code"]) == (409, "bulk_offers_lost")
