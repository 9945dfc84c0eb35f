"""The audit log over HTTP: every act leaves an entry, and whoever changes the log is found out."""

from typing import Any

import pytest
from sqlalchemy import delete, insert, text, update

from citywallet.protocol.trust import parse_pem_certificates
from citywallet.storage.rows import table_of
from issuer.adapters.tables import AuditEntryRow, AuditHeadRow
from issuer.domain.audit_statement import verify_audit_statement
from tests.support.issuer import City

ENTRIES, HEAD = table_of(AuditEntryRow), table_of(AuditHeadRow)


async def read(city: City, path: str = "", **parameters: str | int) -> Any:
    response = await city.client.get(f"/api/v1/audit{path}", params=parameters, headers=city.as_auditor())
    assert response.status_code == 200, response.text
    return response.json()


async def alter(city: City, *statements: Any) -> None:
    """What somebody does who has the database."""
    async with city.database.transaction() as connection:
        for statement in statements:
            await connection.execute(statement)


async def a_few_acts(city: City) -> None:
    for _ in range(3):
        await city.offer()


async def test_each_act_leaves_an_entry_with_who_what_and_why(city: City) -> None:
    await city.receive(await city.token())
    (record,) = await city.credentials()
    address = f"/api/v1/credentials/{record['id']}"
    await city.client.post(f"{address}/suspend", json={"reason": "lost"}, headers=city.as_officer())
    await city.client.post(f"{address}/resume", headers=city.as_officer())
    words = {"reason": "김영자님이 전화함"}
    await city.client.post(f"{address}/revoke", json=words, headers=city.as_officer())
    entries = (await read(city))["items"]
    assert [(each["number"], each["act"], each["reason"]) for each in entries] == [
        (5, "credential.revoked", "other"),
        (4, "credential.resumed", None),
        (3, "credential.suspended", "lost"),
        (2, "offer.created", None),
        (1, "register.imported", None),
    ]
    assert {each["subject"] for each in entries[:3]} == {record["id"]}
    assert {(each["actor"], each["role"]) for each in entries} == {("client:officer", "client")}
    assert {each["at"] for each in entries} == {"2026-11-23T12:00:00Z"}


@pytest.mark.threat(92)
async def test_no_entry_holds_what_an_officer_typed_or_who_the_citizen_is(city: City) -> None:
    await city.receive(await city.token())
    (record,) = await city.credentials()
    words = {"reason": "kim_youngja"}
    await city.client.post(
        f"/api/v1/credentials/{record['id']}/revoke", json=words, headers=city.as_officer()
    )
    told = str((await read(city))["items"])
    assert not [value for value in ("kim_youngja", "c-senior", "김영자", "1950") if value in told]


async def test_what_is_refused_or_changes_nothing_leaves_no_entry(city: City) -> None:
    await city.receive(await city.token())
    (record,) = await city.credentials()
    await city.change(str(record["id"]), "revoke")
    before = (await read(city))["items"]
    await city.change(str(record["id"]), "revoke")
    await city.change(str(record["id"]), "resume")
    await city.change("nobodys", "revoke")
    unknown = {"type": "citizen-id", "citizen": "c-nobody"}
    await city.client.post("/api/v1/offers", json=unknown, headers=city.as_officer())
    await city.import_register("no,header\n")
    assert (await read(city))["items"] == before


async def test_the_log_comes_in_pages_newest_first(city: City) -> None:
    for _ in range(60):
        await city.offer()
    first = await read(city)
    second = await read(city, cursor=first["next"])
    numbers = [entry["number"] for page in (first, second) for entry in page["items"]]
    assert numbers == list(range(61, 0, -1))
    assert (len(first["items"]), second["next"]) == (50, None)
    assert await read(city, cursor=1) == {"items": [], "next": None}


@pytest.mark.parametrize("cursor", ["0", "-1", "x", "9" * 30, "1.5", ""])
async def test_a_cursor_that_is_none_is_refused(city: City, cursor: str) -> None:
    response = await city.client.get("/api/v1/audit", params={"cursor": cursor}, headers=city.as_auditor())
    assert response.status_code == 400


async def test_a_log_that_nobody_touched_is_whole(city: City) -> None:
    await a_few_acts(city)
    newest = (await read(city))["items"][0]
    assert await read(city, "/check") == {
        "whole": True,
        "first_broken": None,
        "newest": {"number": 4, "digest": newest["digest"]},
    }


@pytest.mark.threat(83)
@pytest.mark.parametrize(
    ("statement", "first_broken"),
    [
        (update(ENTRIES).where(ENTRIES.c.number == 2).values(actor="somebody.else"), 2),
        (update(ENTRIES).where(ENTRIES.c.number == 2).values(role="approver"), 2),
        (update(ENTRIES).where(ENTRIES.c.number == 2).values(act="nothing"), 2),
        (update(ENTRIES).where(ENTRIES.c.number == 2).values(subject=None), 2),
        (update(ENTRIES).where(ENTRIES.c.number == 2).values(reason="lost"), 2),
        (update(ENTRIES).where(ENTRIES.c.number == 2).values(at="2026-11-23T12:00:00.000001Z"), 2),
        (update(ENTRIES).where(ENTRIES.c.number == 2).values(at="yesterday"), 2),
        (update(ENTRIES).where(ENTRIES.c.number == 2).values(digest=bytes(32)), 2),
        (update(ENTRIES).where(ENTRIES.c.number == 2).values(number=9), 2),
        (text("UPDATE audit_entries SET actor = x'ff' WHERE number = 2"), 2),
        (text("UPDATE audit_entries SET digest = 'text' WHERE number = 2"), 2),
        (delete(ENTRIES).where(ENTRIES.c.number == 1), 1),
        (delete(ENTRIES).where(ENTRIES.c.number == 3), 3),
        (delete(ENTRIES).where(ENTRIES.c.number == 4), 4),
        (delete(ENTRIES), 1),
        (update(HEAD).values(number=3), 5),
        (update(HEAD).values(digest=bytes(32)), 5),
        (delete(HEAD), 1),
    ],
)
async def test_a_log_that_was_edited_or_cut_is_found_broken(
    city: City, statement: Any, first_broken: int
) -> None:
    await a_few_acts(city)
    await alter(city, statement)
    checked = await read(city, "/check")
    assert (checked["whole"], checked["first_broken"]) == (False, first_broken)


@pytest.mark.threat(83)
async def test_an_entry_put_in_is_found(city: City) -> None:
    await a_few_acts(city)
    forged = {"number": 5, "at": "2026-11-23T12:00:00.000000Z", "actor": "x", "role": "x", "act": "x"}
    await alter(city, insert(ENTRIES).values(**forged, digest=bytes(32)))
    assert (await read(city, "/check"))["first_broken"] == 5


@pytest.mark.threat(83)
async def test_without_a_readable_log_nothing_is_done_or_shown_as_if_all_were_well(city: City) -> None:
    await a_few_acts(city)
    await alter(city, text("UPDATE audit_entries SET at = 'yesterday' WHERE number = 2"), delete(HEAD))
    shown = await city.client.get("/api/v1/audit", headers=city.as_auditor())
    assert (shown.status_code, shown.json()["code"]) == (409, "audit_log_unreadable")
    stated = await city.client.get("/api/v1/audit/head", headers=city.as_auditor())
    assert stated.status_code == 409
    before = await city.counts()
    wanted = {"type": "citizen-id", "citizen": "c-senior"}
    offered = await city.client.post("/api/v1/offers", json=wanted, headers=city.as_officer())
    assert offered.status_code == 409
    assert await city.counts() == before


@pytest.mark.threat(83)
async def test_a_head_kept_elsewhere_shows_that_the_end_was_cut_and_the_head_set_back(city: City) -> None:
    await a_few_acts(city)
    kept = await read(city, "/head")
    third = (await read(city))["items"][1]
    await alter(
        city,
        delete(ENTRIES).where(ENTRIES.c.number == 4),
        update(HEAD).values(number=3, digest=bytes.fromhex(third["digest"])),
    )
    assert (await read(city, "/check"))["whole"] is True
    assert kept["number"] == 4
    assert [entry["number"] for entry in (await read(city, cursor=5))["items"]] == [3, 2, 1]
    city.clock.advance(seconds=1)
    await city.offer()
    again = (await read(city, cursor=5))["items"][0]
    assert (again["number"], again["digest"] == kept["digest"]) == (4, False)


async def test_a_stated_head_is_signed_by_the_issuers_certified_status_key(city: City) -> None:
    await a_few_acts(city)
    told = await read(city, "/head")
    anchors = parse_pem_certificates((city.settings.signing_keys.parent / "root.pem").read_bytes())
    stated = verify_audit_statement(told["statement"], issuer=city.issuer, anchors=anchors)
    assert (stated.head.number, stated.head.digest.hex()) == (4, told["digest"])
    assert stated.stated_at == city.clock.now()
    newest = (await read(city))["items"][0]
    assert (newest["number"], newest["digest"]) == (4, told["digest"])
