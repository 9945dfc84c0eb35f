"""Departments' systems: a key shown once, a digest kept, scopes, rotation, and the end of it."""

from typing import Any

import pytest

from tests.support.issuer import City, database_files
from tests.support.keys import a_signing_key
from tests.support.office import Browser, signed_in

WANTED = {"name": "veterans-office", "scopes": ["offers:create", "credentials:read"]}
OFFER = {"type": "citizen-id", "citizen": "c-senior"}


async def administrator(city: City, user: str = "kim.administers") -> Browser:
    return await signed_in(city, user, "administrator")


async def created(browser: Browser, **changes: Any) -> dict[str, Any]:
    answer = await browser.post("clients", WANTED | changes)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


def refusal(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


async def offer_with(city: City, key: str) -> Any:
    headers = {"Authorization": f"Bearer {key}"}
    return await city.client.post("/api/v1/offers", json=OFFER, headers=headers)


async def newest_entry(city: City) -> dict[str, Any]:
    answer = await city.client.get("/api/v1/audit", headers=city.as_auditor())
    entry: dict[str, Any] = answer.json()["items"][0]
    return entry


async def test_a_system_does_what_its_scopes_name_and_the_log_names_it(city: City) -> None:
    made = await created(await administrator(city))
    entry = await newest_entry(city)
    assert (entry["act"], entry["actor"], entry["subject"]) == (
        "client.created",
        "kim.administers",
        made["id"],
    )
    assert (await offer_with(city, made["key"])).status_code == 201
    assert (await newest_entry(city))["actor"] == "client:veterans-office"
    headers = {"Authorization": f"Bearer {made['key']}"}
    for path, body in (("revocations", {"reason": "lost", "citizen_id": "c-senior"}), ("clients", WANTED)):
        answer = await city.client.post(f"/api/v1/{path}", json=body, headers=headers)
        assert refusal(answer) == (403, "insufficient_scope")


@pytest.mark.threat(93)
async def test_a_key_is_shown_once_and_only_its_digest_kept(city: City) -> None:
    browser = await administrator(city)
    made = await created(browser)
    assert made["key"].startswith("citywallet-")
    (listed,) = (await browser.get("clients")).json()["items"]
    assert listed == {name: value for name, value in made.items() if name != "key"}
    for file in database_files(city.settings):
        assert made["key"].encode() not in file.read_bytes()


@pytest.mark.threat(90)
async def test_a_new_key_ends_the_old_one_and_disabling_ends_both(city: City) -> None:
    browser = await administrator(city)
    made = await created(browser)
    rotated = (await browser.post(f"clients/{made['id']}/rotate")).json()
    assert rotated["key"] != made["key"]
    assert refusal(await offer_with(city, made["key"])) == (401, "invalid_token")
    assert (await offer_with(city, rotated["key"])).status_code == 201
    for _ in range(2):
        assert (await browser.post(f"clients/{made['id']}/disable")).status_code == 204
    assert refusal(await offer_with(city, rotated["key"])) == (401, "invalid_token")
    assert refusal(await browser.post(f"clients/{made['id']}/rotate")) == (409, "client_disabled")
    assert refusal(await browser.post("clients", WANTED)) == (409, "client_exists")
    (listed,) = (await browser.get("clients")).json()["items"]
    assert listed["disabled_at"] is not None
    answer = await city.client.get("/api/v1/audit", headers=city.as_auditor())
    acts = [each["act"] for each in answer.json()["items"]]
    assert [act for act in acts if act.startswith("client.")] == [
        "client.disabled",
        "client.key_rotated",
        "client.created",
    ]


@pytest.mark.parametrize("name", ["officer", "auditor", "founder", WANTED["name"]])
async def test_a_name_stands_for_one_system_for_ever(city: City, name: str) -> None:
    browser = await administrator(city)
    await created(browser)
    before = await city.counts()
    assert refusal(await browser.post("clients", WANTED | {"name": name})) == (409, "client_exists")
    assert await city.counts() == before


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"scopes": ["approvals:decide"]}, "client_invalid"),
        ({"scopes": ["offers:create", "clients:manage"]}, "client_invalid"),
        ({"scopes": ["issuing:resume"]}, "client_invalid"),
        ({"name": "Veterans"}, "client_invalid"),
        ({"name": "v"}, "client_invalid"),
        ({"name": "v" * 41}, "client_invalid"),
        ({"name": "a:b"}, "client_invalid"),
        ({"name": ""}, "invalid_request"),
        ({"name": "가"}, "invalid_request"),
        ({"name": 1}, "invalid_request"),
        ({"scopes": []}, "invalid_request"),
        ({"scopes": ["everything"]}, "invalid_request"),
        ({"scopes": "offers:create"}, "invalid_request"),
        ({"key": "mine"}, "invalid_request"),
    ],
)
async def test_a_system_that_cannot_be_created_is_refused(
    city: City, change: dict[str, Any], code: str
) -> None:
    browser = await administrator(city)
    assert refusal(await browser.post("clients", WANTED | change)) == (400, code)
    assert (await browser.get("clients")).json()["items"] == []


async def test_a_system_that_is_not_there_is_not_found(city: City) -> None:
    browser = await administrator(city)
    for act in ("rotate", "disable"):
        assert refusal(await browser.post(f"clients/nothing/{act}")) == (404, "client_unknown")


@pytest.mark.threat(47)
async def test_whoever_saw_a_systems_key_cannot_confirm_what_it_asks_for(city: City) -> None:
    for number in range(11):
        await city.receive(await city.token(), key=a_signing_key(40 + number))
    both = await signed_in(city, "one.person", "administrator", "approver")
    made = await created(both, scopes=["credentials:change"])
    wanted = {"reason": "misuse", "citizen_id": "c-senior"}
    headers = {"Authorization": f"Bearer {made['key']}"}
    asked = await city.client.post("/api/v1/revocations", json=wanted, headers=headers)
    assert asked.status_code == 202
    path = f"approvals/{asked.json()['approval_id']}/confirm"
    assert refusal(await both.post(path)) == (403, "same_person")
    other = await signed_in(city, "lee.agrees", "approver")
    assert (await other.post(path)).json() == {"done": 11}


@pytest.mark.threat(87)
async def test_no_other_site_can_make_a_key(city: City) -> None:
    browser = await administrator(city)
    made = await created(browser)
    browser.csrf_token = None
    for path in ("clients", f"clients/{made['id']}/rotate", f"clients/{made['id']}/disable"):
        assert refusal(await browser.post(path, WANTED)) == (403, "request_not_ours")
