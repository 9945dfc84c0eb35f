"""Everything of a person or a device in one act, and the second person that much of it takes."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from tests.support.dpop import DpopClient
from tests.support.issuer import City, an_issuer, credential_body
from tests.support.keys import a_signing_key
from tests.support.office import Browser, signed_in

REASON = {"reason": "stolen"}
OF_SENIOR = REASON | {"citizen_id": "c-senior"}


@pytest.fixture
async def small(tmp_path: Path) -> AsyncIterator[City]:
    """An office in which ending more than two cards takes two people."""
    async with an_issuer(tmp_path, second_approver_above=2) as city:
        yield city


async def a_card(city: City, key: int, *, citizen: str = "c-senior") -> str:
    """The identifier of a card just fetched with bearer tokens."""
    before = {record["id"] for record in await city.credentials(citizen)}
    await city.receive(await city.token(citizen=citizen), key=a_signing_key(key))
    (new,) = {record["id"] for record in await city.credentials(citizen)} - before
    return str(new)


async def cards(city: City, count: int) -> list[str]:
    return [await a_card(city, 40 + number) for number in range(count)]


async def states(city: City, citizen: str = "c-senior") -> list[Any]:
    return sorted(record["state"] for record in await city.credentials(citizen))


async def revoke(city: City, body: Any) -> tuple[int, Any]:
    response = await city.client.post("/api/v1/revocations", json=body, headers=city.as_officer())
    return response.status_code, response.json()


async def audit(city: City) -> list[tuple[str, str, str | None]]:
    response = await city.client.get("/api/v1/audit", headers=city.as_auditor())
    acts = ("credential", "approval")
    return [
        (each["act"], each["actor"], each["reason"])
        for each in response.json()["items"]
        if each["act"].startswith(acts)
    ]


async def ask(browser: Browser) -> str:
    """Have somebody ask for the end of everything of c-senior."""
    answer = await browser.post("revocations", OF_SENIOR)
    assert answer.status_code == 202, answer.text
    return str(answer.json()["approval_id"])


def refusal(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


async def test_everything_of_a_person_ends_in_one_act_and_reaches_the_chain(city: City) -> None:
    ended = await cards(city, 3)
    other = await a_card(city, 50, citizen="c-young")
    assert await revoke(city, OF_SENIOR) == (200, {"done": 3})
    assert await states(city) == ["revoked"] * 3
    assert await states(city, "c-young") == ["valid"]
    assert await audit(city) == [("credentials.revoked", "client:officer", "stolen")]
    city.clock.advance(seconds=2)
    await city.publish()
    await city.anchor()
    changes = {record["id"]: record["status_change"] for record in await city.credentials()}
    assert all(changes[each]["anchored_at"] is not None for each in ended)
    assert (await city.credentials("c-young"))[0]["id"] == other


async def test_revoking_everything_again_changes_nothing_and_leaves_no_entry(city: City) -> None:
    await cards(city, 2)
    await revoke(city, OF_SENIOR)
    before = await city.counts()
    assert await revoke(city, OF_SENIOR) == (200, {"done": 0})
    assert await city.counts() == before


async def test_nothing_more_is_fetched_by_whoever_had_everything_revoked(city: City) -> None:
    token = await city.token()
    assert await revoke(city, OF_SENIOR) == (200, {"done": 0})
    response = await city.request_credential(token, await city.body("citizen-id"))
    assert (response.status_code, response.json()["error"]) == (401, "invalid_token")
    assert [act for act, _, _ in await audit(city)] == ["credentials.revoked"]


async def test_a_device_is_the_key_its_tokens_are_bound_to(city: City) -> None:
    phone, tablet = await DpopClient.of(city, 60), await DpopClient.of(city, 61)
    for number, wallet in enumerate((phone, phone, tablet)):
        body = credential_body(await city.proof(key=a_signing_key(40 + number)))
        assert (await wallet.request_credential(await wallet.token(), body)).status_code == 200
    devices = [record["device"] for record in await city.credentials()]
    assert len(set(devices)) == 2
    (of_phone,) = [each for each in set(devices) if devices.count(each) == 2]
    assert await revoke(city, REASON | {"device": of_phone}) == (200, {"done": 2})
    left = [record["device"] for record in await city.credentials() if record["state"] == "valid"]
    assert left == [each for each in devices if each != of_phone]


async def test_without_a_key_a_device_is_the_authorization(city: City) -> None:
    await cards(city, 2)
    one, two = [record["device"] for record in await city.credentials()]
    assert one != two
    assert await revoke(city, REASON | {"device": one}) == (200, {"done": 1})
    assert await states(city) == ["revoked", "valid"]


async def test_named_cards_end_together_or_not_at_all(city: City) -> None:
    ids = await cards(city, 3)
    before = await city.counts()
    status, body = await revoke(city, REASON | {"credential_ids": [ids[0], "nobodys"]})
    assert (status, body["code"]) == (404, "credential_unknown")
    assert await city.counts() == before
    twice = [ids[0], ids[1], ids[0]]
    assert await revoke(city, REASON | {"credential_ids": twice}) == (200, {"done": 2})
    assert await states(city) == ["revoked", "revoked", "valid"]


@pytest.mark.parametrize(
    ("scope", "code"),
    [
        ({"citizen_id": "c-nobody"}, "citizen_unknown"),
        ({"device": "authorization:nobodys"}, "device_unknown"),
        ({"device": "key:" + "A" * 43}, "device_unknown"),
        ({"device": "key:AA"}, "device_unknown"),
        ({"device": "key:A"}, "device_unknown"),
        ({"device": "phone"}, "device_unknown"),
        ({"credential_ids": ["nobodys"]}, "credential_unknown"),
    ],
)
async def test_where_nothing_is_found_it_says_so(city: City, scope: Any, code: str) -> None:
    status, body = await revoke(city, REASON | scope)
    assert (status, body["code"]) == (404, code)


@pytest.mark.parametrize(
    "body",
    [
        {},
        [],
        REASON,
        {"citizen_id": "c-senior"},
        OF_SENIOR | {"device": "key:AA"},
        OF_SENIOR | {"credential_ids": ["x"]},
        OF_SENIOR | {"reason": ""},
        OF_SENIOR | {"reason": "x" * 501},
        OF_SENIOR | {"reason": None},
        OF_SENIOR | {"extra": 1},
        REASON | {"credential_ids": []},
        REASON | {"credential_ids": "x"},
        REASON | {"credential_ids": ["\x00"]},
        REASON | {"credential_ids": ["x"] * 1001},
        REASON | {"citizen_id": 1},
    ],
)
async def test_a_request_that_does_not_say_what_or_why_is_refused(city: City, body: Any) -> None:
    status, answer = await revoke(city, body)
    assert (status, answer["code"]) == (400, "invalid_request")


@pytest.mark.threat(47)
async def test_a_great_deal_ends_only_when_another_person_agrees(small: City) -> None:
    await cards(small, 3)
    asker = await signed_in(small, "kim.asks", "teller", "approver")
    approval = await ask(asker)
    assert await states(small) == ["valid"] * 3
    assert await ask(asker) == approval  # asking again asks for nothing more
    assert refusal(await asker.post(f"approvals/{approval}/confirm")) == (403, "same_person")
    assert refusal(await asker.post(f"approvals/{approval}/reject")) == (403, "same_person")
    second = await signed_in(small, "lee.agrees", "approver")
    (shown,) = (await second.get("approvals")).json()["items"]
    assert (shown["id"], shown["state"], shown["count"]) == (approval, "waiting", 3)
    assert (shown["scope"], shown["subject"], shown["asked_by"]) == ("citizen", "c-senior", "kim.asks")
    answer = await second.post(f"approvals/{approval}/confirm")
    assert (answer.status_code, answer.json()) == (200, {"done": 3})
    assert await states(small) == ["revoked"] * 3
    assert await audit(small) == [
        ("approval.confirmed", "lee.agrees", "stolen"),
        ("approval.asked", "kim.asks", "stolen"),
    ]
    for decision in ("confirm", "reject"):
        assert refusal(await second.post(f"approvals/{approval}/{decision}")) == (409, "approval_decided")
    (shown,) = (await second.get("approvals")).json()["items"]
    assert (shown["state"], shown["decided_by"]) == ("confirmed", "lee.agrees")


@pytest.mark.threat(47)
async def test_what_a_thief_fetched_since_it_was_asked_for_ends_too(small: City) -> None:
    await cards(small, 3)
    approval = await ask(await signed_in(small, "kim.asks", "teller"))
    await a_card(small, 70)
    second = await signed_in(small, "lee.agrees", "approver")
    assert (await second.post(f"approvals/{approval}/confirm")).json() == {"done": 4}
    assert await states(small) == ["revoked"] * 4


async def test_what_is_rejected_is_not_done(small: City) -> None:
    await cards(small, 3)
    approval = await ask(await signed_in(small, "kim.asks", "teller"))
    second = await signed_in(small, "lee.disagrees", "approver")
    assert (await second.post(f"approvals/{approval}/reject")).status_code == 204
    assert refusal(await second.post(f"approvals/{approval}/confirm")) == (409, "approval_decided")
    assert await states(small) == ["valid"] * 3
    assert (await audit(small))[0] == ("approval.rejected", "lee.disagrees", None)


async def test_what_nobody_decides_in_three_days_is_over(small: City) -> None:
    await cards(small, 3)
    approval = await ask(await signed_in(small, "kim.asks", "teller"))
    small.clock.advance(hours=72)
    second = await signed_in(small, "lee.agrees", "approver")
    assert (await second.get("approvals")).json()["items"][0]["state"] == "expired"
    assert refusal(await second.post(f"approvals/{approval}/confirm")) == (409, "approval_decided")
    assert await states(small) == ["valid"] * 3


async def test_of_two_who_decide_at_one_time_one_does(small: City) -> None:
    await cards(small, 3)
    approval = await ask(await signed_in(small, "kim.asks", "teller"))
    seconds = [await signed_in(small, f"one.{number}", "approver") for number in range(4)]
    answers = await asyncio.gather(*(each.post(f"approvals/{approval}/confirm") for each in seconds))
    assert sorted(each.status_code for each in answers) == [200, 409, 409, 409]
    assert (await small.counts())["status_changes"] == 3


async def test_what_a_system_asks_for_is_confirmed_by_a_person(small: City) -> None:
    await cards(small, 3)
    status, body = await revoke(small, OF_SENIOR)
    assert status == 202
    approval = body["approval_id"]
    for headers in (small.as_officer(), small.as_auditor()):
        address = f"/api/v1/approvals/{approval}/confirm"
        assert (await small.client.post(address, headers=headers)).status_code == 403
    second = await signed_in(small, "lee.agrees", "approver")
    assert (await second.get("approvals")).json()["items"][0]["asked_by"] == "client:officer"
    assert (await second.post(f"approvals/{approval}/confirm")).json() == {"done": 3}


async def test_where_even_one_card_takes_two_people_it_does_by_every_way(tmp_path: Path) -> None:
    async with an_issuer(tmp_path, second_approver_above=0) as city:
        (card,) = await cards(city, 1)
        response = await city.change(card, "revoke")
        assert response.status_code == 202
        assert await states(city) == ["valid"]
        assert (await city.change(card, "suspend")).json()["state"] == "suspended"
        second = await signed_in(city, "lee.agrees", "approver")
        approval = response.json()["approval_id"]
        assert (await second.post(f"approvals/{approval}/confirm")).json() == {"done": 1}
        assert (await city.change(card, "revoke")).json()["state"] == "revoked"


async def test_an_approval_that_nobody_asked_for_is_not_found(city: City) -> None:
    second = await signed_in(city, "lee.agrees", "approver")
    for decision in ("confirm", "reject"):
        assert refusal(await second.post(f"approvals/nothing/{decision}")) == (404, "approval_unknown")


async def test_approvals_come_in_pages(small: City) -> None:
    await cards(small, 3)
    browser = await signed_in(small, "kim.asks", "teller")
    await ask(browser)
    async with small.database.transaction() as connection:
        row = (await connection.execute(text("SELECT * FROM approvals"))).mappings().one()
        for number in range(2, 53):
            await connection.execute(
                text(
                    "INSERT INTO approvals VALUES (:number, :id, :scope, :named, :credentials, :reason, "
                    ":asked_by, :asking_person, :asked_at, :expires_at, :state, NULL, NULL)"
                ),
                dict(row) | {"number": number, "id": f"approval-{number}"},
            )
    page = (await browser.get("approvals")).json()
    assert (len(page["items"]), page["next"]) == (50, "3")
    rest = (await browser.get("approvals", cursor=page["next"])).json()
    assert (len(rest["items"]), rest["next"]) == (2, None)
    for cursor in ("0", "x", "9" * 30):
        assert (await browser.get("approvals", cursor=cursor)).status_code == 400


@pytest.mark.threat(87)
async def test_no_other_site_can_have_anything_revoked_or_confirmed(small: City) -> None:
    await cards(small, 3)
    asker = await signed_in(small, "kim.asks", "teller")
    approval = await ask(asker)
    second = await signed_in(small, "lee.agrees", "approver")
    before = await small.counts()
    token, second.csrf_token = second.csrf_token, None
    for path in (f"approvals/{approval}/confirm", f"approvals/{approval}/reject", "revocations"):
        assert refusal(await second.post(path, OF_SENIOR)) == (403, "request_not_ours")
    second.csrf_token, second.origin = token, "https://elsewhere.example"
    for path in (f"approvals/{approval}/confirm", "revocations"):
        assert refusal(await second.post(path, OF_SENIOR)) == (403, "request_not_ours")
    assert await small.counts() == before
