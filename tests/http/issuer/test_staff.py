"""Accounts of staff: invited by an administrator, enrolled by their owner, disabled at once."""

from typing import Any

import pytest
from sqlalchemy import select

from citywallet.storage.rows import table_of
from issuer.adapters.tables import EnrolmentRow, PasskeyRow, SessionRow, StaffRow
from tests.support.authenticator import Authenticator
from tests.support.issuer import City
from tests.support.office import PASSWORD, Browser, as_founder, enrol, invite, signed_in

UNKNOWN = (404, "enrolment_unknown")
WRONG = (400, "second_factor_wrong")


def answer(response: Any) -> tuple[int, str]:
    return response.status_code, response.json()["code"]


async def staff(city: City) -> dict[str, dict[str, Any]]:
    response = await city.client.get("/api/v1/staff", headers=as_founder())
    return {each["user"]: each for each in response.json()["items"]}


async def test_a_link_shows_what_its_owner_needs_and_ends_when_it_is_used(city: City) -> None:
    token = await invite(city, "kim.teller", "teller", "approver")
    browser = Browser(city)
    shown = (await browser.get(f"office/enrolment/{token}")).json()
    assert (shown["user"], shown["name"], shown["roles"]) == ("kim.teller", "한지우", ["approver", "teller"])
    assert shown["totp"]["secret"] in shown["totp"]["uri"]
    assert shown["passkey_options"]["rp"]["id"] == "localhost"
    assert (await staff(city))["kim.teller"]["state"] == "invited"
    device = Authenticator(origin=city.issuer)
    chosen = {"password": PASSWORD, "passkey": device.register(shown["passkey_options"])}
    assert (await browser.post(f"office/enrolment/{token}", chosen)).status_code == 204
    assert (await staff(city))["kim.teller"] == {
        "user": "kim.teller",
        "name": "한지우",
        "roles": ["approver", "teller"],
        "state": "active",
        "methods": ["passkey"],
    }
    assert answer(await browser.get(f"office/enrolment/{token}")) == UNKNOWN
    assert answer(await browser.post(f"office/enrolment/{token}", chosen)) == UNKNOWN


async def test_a_link_ends_after_two_days_and_when_there_is_a_newer_one(city: City) -> None:
    first = await invite(city, "kim.teller", "teller")
    second = await invite(city, "kim.teller", "teller")
    browser = Browser(city)
    assert answer(await browser.get(f"office/enrolment/{first}")) == UNKNOWN
    city.clock.advance(hours=48)
    for method in ("GET", "POST"):
        chosen = {"password": PASSWORD, "totp_code": "000000"} if method == "POST" else None
        assert answer(await browser.request(method, f"office/enrolment/{second}", chosen)) == UNKNOWN
    assert answer(await browser.get("office/enrolment/x")) == UNKNOWN


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [
        ({"password": "short", "totp_code": "000000"}, (400, "password_unusable")),
        ({"password": "x" * 129, "totp_code": "000000"}, (400, "password_unusable")),
        ({"password": "가" * 11, "totp_code": "000000"}, (400, "password_unusable")),
        ({"password": PASSWORD}, WRONG),
        ({"password": PASSWORD, "totp_code": "000000"}, WRONG),
        ({"password": PASSWORD, "passkey": {}}, WRONG),
        ({"password": PASSWORD, "passkey": {"id": "x", "rawId": "x", "response": {}, "type": "x"}}, WRONG),
    ],
)
async def test_a_choice_that_cannot_be_used_leaves_the_link_as_it_is(
    city: City, chosen: dict[str, Any], expected: tuple[int, str]
) -> None:
    token = await invite(city, "kim.teller", "teller")
    before = await city.counts()
    assert answer(await Browser(city).post(f"office/enrolment/{token}", chosen)) == expected
    assert await city.counts() == before
    assert (await Browser(city).get(f"office/enrolment/{token}")).status_code == 200


@pytest.mark.threat(91)
@pytest.mark.parametrize(
    "change", [{"origin": "https://elsewhere.example"}, {"host": "elsewhere"}, {"sees_owner": False}]
)
async def test_a_passkey_made_elsewhere_or_without_its_owner_is_refused(
    city: City, change: dict[str, Any]
) -> None:
    token = await invite(city, "kim.teller", "teller")
    browser = Browser(city)
    options = (await browser.get(f"office/enrolment/{token}")).json()["passkey_options"]
    device = Authenticator(**({"origin": city.issuer} | change))
    chosen = {"password": PASSWORD, "passkey": device.register(options)}
    assert answer(await browser.post(f"office/enrolment/{token}", chosen)) == WRONG


@pytest.mark.threat(91)
async def test_a_passkey_made_for_another_link_is_refused(city: City) -> None:
    other, own = await invite(city, "lee.other", "teller"), await invite(city, "kim.teller", "teller")
    browser = Browser(city)
    options = (await browser.get(f"office/enrolment/{other}")).json()["passkey_options"]
    chosen = {"password": PASSWORD, "passkey": Authenticator(origin=city.issuer).register(options)}
    assert answer(await browser.post(f"office/enrolment/{own}", chosen)) == WRONG


@pytest.mark.threat(87)
async def test_nobody_enrols_from_another_site(city: City) -> None:
    token = await invite(city, "kim.teller", "teller")
    browser = Browser(city)
    browser.origin = "https://elsewhere.example"
    chosen = {"password": PASSWORD, "totp_code": "000000"}
    assert answer(await browser.post(f"office/enrolment/{token}", chosen)) == (403, "request_not_ours")


async def test_who_has_enrolled_is_not_invited_again_but_after_being_disabled(city: City) -> None:
    await enrol(city, "kim.teller", "teller")
    wanted = {"user": "kim.teller", "name": "다른 이", "roles": ["administrator"]}
    again = await city.client.post("/api/v1/staff", json=wanted, headers=as_founder())
    assert answer(again) == (409, "staff_exists")
    for _ in range(2):
        disabled = await city.client.post("/api/v1/staff/kim.teller/disable", headers=as_founder())
        assert disabled.status_code == 204
    assert (await staff(city))["kim.teller"] == {
        "user": "kim.teller",
        "name": "한지우",
        "roles": ["teller"],
        "state": "disabled",
        "methods": [],
    }
    member = await enrol(city, "kim.teller", "approver")
    assert (await (await Browser(city).sign_in(member)).get("office/session")).json()["roles"] == ["approver"]


async def test_the_last_administrator_stays(city: City) -> None:
    browser = await signed_in(city, "baek.admin", "administrator")
    assert answer(await browser.post("staff/baek.admin/disable")) == (409, "staff_last")
    await enrol(city, "second.admin", "administrator", "auditor")
    assert (await browser.post("staff/baek.admin/disable")).status_code == 204
    unknown = await city.client.post("/api/v1/staff/nobody/disable", headers=as_founder())
    assert answer(unknown) == (404, "staff_unknown")


@pytest.mark.parametrize(
    "wanted",
    [
        {"user": "Kim", "name": "x", "roles": ["teller"]},
        {"user": "k", "name": "x", "roles": ["teller"]},
        {"user": "k" * 41, "name": "x", "roles": ["teller"]},
        {"user": "kim/teller", "name": "x", "roles": ["teller"]},
        {"user": "client:x", "name": "x", "roles": ["teller"]},
        {"user": "김", "name": "x", "roles": ["teller"]},
        {"user": "kim.teller", "name": " ", "roles": ["teller"]},
        {"user": "kim.teller", "name": "x" * 101, "roles": ["teller"]},
        {"user": "kim.teller", "name": "x", "roles": []},
        {"user": "kim.teller", "name": "x", "roles": ["god"]},
        {"user": "kim.teller", "name": "x", "roles": "teller"},
        {"user": "kim.teller", "name": "x", "roles": ["teller"], "password": "x"},
        {"user": 1, "name": "x", "roles": ["teller"]},
        {},
        [],
    ],
)
async def test_an_invitation_that_cannot_be_made_is_refused(city: City, wanted: Any) -> None:
    before = await city.counts()
    response = await city.client.post("/api/v1/staff", json=wanted, headers=as_founder())
    assert response.status_code == 400
    assert await city.counts() == before


async def test_every_step_of_an_account_is_in_the_audit_log(city: City) -> None:
    member = await enrol(city, "kim.teller", "teller")
    browser = await Browser(city).sign_in(member)
    await browser.request("DELETE", "office/session")
    await city.client.post("/api/v1/staff/kim.teller/disable", headers=as_founder())
    log = (await city.client.get("/api/v1/audit", headers=city.as_auditor())).json()["items"]
    assert [(entry["actor"], entry["role"], entry["act"], entry["subject"]) for entry in log[:5]] == [
        ("client:founder", "client", "staff.disabled", "kim.teller"),
        ("kim.teller", "teller", "session.ended", None),
        ("kim.teller", "teller", "session.begun", None),
        ("kim.teller", "teller", "staff.enrolled", "kim.teller"),
        ("client:founder", "client", "staff.invited", "kim.teller"),
    ]


@pytest.mark.threat(93)
async def test_the_database_holds_no_password_secret_cookie_or_link(city: City) -> None:
    waiting = await invite(city, "lee.waiting", "teller")
    shown = (await Browser(city).get(f"office/enrolment/{waiting}")).json()
    member = await enrol(city, "kim.teller", "teller", with_passkey=True)
    browser = await Browser(city).sign_in(member)
    async with city.database.read() as connection:
        rows = [
            str(tuple(row)).encode() + b"".join(value for value in row if isinstance(value, bytes))
            for table in (StaffRow, PasskeyRow, EnrolmentRow, SessionRow)
            for row in await connection.execute(select(table_of(table)))
        ]
    kept = b"\n".join(rows)
    secrets = [
        PASSWORD,
        waiting,
        shown["totp"]["secret"],
        *browser.cookies.values(),
        browser.csrf_token or "-",
    ]
    assert [secret for secret in secrets if secret.encode() in kept] == []
    assert member.secret not in kept
