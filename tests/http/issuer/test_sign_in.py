"""Signing in to the office: two steps, and nothing to learn from being refused."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from issuer.http.browser_sessions import SESSION_COOKIE, SIGN_IN_COOKIE
from tests.support.authenticator import Authenticator
from tests.support.issuer import City
from tests.support.office import PASSWORD, Browser, Member, enrol, signed_in

FUZZ = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
REFUSED = (401, "sign_in_refused")


@pytest.fixture
async def teller(city: City) -> Member:
    return await enrol(city, "kim.teller", "teller")


def answer(response: Any) -> tuple[int, str]:
    return response.status_code, response.json()["code"]


async def test_password_and_code_begin_a_session(city: City, teller: Member) -> None:
    browser = Browser(city)
    begun = await browser.begin(teller.user)
    assert (begun.status_code, begun.json()) == (200, {"methods": ["totp"], "passkey_options": None})
    assert set(browser.cookies) == {SIGN_IN_COOKIE}
    finished = await browser.finish(teller)
    assert finished.status_code == 200
    assert set(browser.cookies) == {SESSION_COOKIE}
    session = (await browser.get("office/session")).json()
    assert session == finished.json()
    assert {name: session[name] for name in ("user", "name", "roles", "second_approver_above")} == {
        "user": "kim.teller",
        "name": "한지우",
        "roles": ["teller"],
        "second_approver_above": 10,
    }


@pytest.mark.threat(90)
async def test_cookies_are_for_our_own_pages_alone(city: City, teller: Member) -> None:
    browser = Browser(city)
    cookies = [await browser.begin(teller.user), await browser.finish(teller)]
    for header in (header for response in cookies for header in response.headers.get_list("set-cookie")):
        name, _, attributes = header.partition("=")
        assert name.startswith("__Host-")
        for attribute in ("HttpOnly", "Secure", "SameSite=strict", "Path=/"):
            assert attribute in attributes
        assert "Domain" not in attributes


@pytest.mark.threat(99)
async def test_unknown_user_wrong_password_disabled_and_locked_are_refused_alike(
    city: City, teller: Member
) -> None:
    await enrol(city, "no.longer", "teller")
    await city.client.post(
        "/api/v1/staff/no.longer/disable", headers={"Authorization": "Bearer founder-key-of-the-tests"}
    )
    locked = await enrol(city, "lee.locked", "teller")
    for _ in range(5):
        await Browser(city).begin(locked.user, "wrong password")
    answers = [
        await Browser(city).begin(user, password)
        for user, password in (
            ("nobody.here", PASSWORD),
            (teller.user, "wrong password"),
            ("no.longer", PASSWORD),
            (locked.user, PASSWORD),
            (locked.user, "wrong password"),
            ("\x00'; DROP TABLE staff; --", PASSWORD),
        )
    ]
    assert len({(response.status_code, response.text) for response in answers}) == 1
    assert answer(answers[0]) == REFUSED
    assert not any("set-cookie" in response.headers for response in answers)


@pytest.mark.threat(84)
async def test_waiting_times_grow_with_each_wrong_password_and_end_with_a_right_one(
    city: City, teller: Member
) -> None:
    for _ in range(5):
        await Browser(city).begin(teller.user, "wrong password")
    for wait in (30, 60, 120):
        city.clock.advance(seconds=wait - 1)
        assert answer(await Browser(city).begin(teller.user)) == REFUSED
        city.clock.advance(seconds=1)
        assert answer(await Browser(city).begin(teller.user, "wrong password")) == REFUSED
    city.clock.advance(seconds=240)
    await Browser(city).sign_in(teller)
    for _ in range(4):
        await Browser(city).begin(teller.user, "wrong password")
    await Browser(city).sign_in(teller)


@pytest.mark.threat(84)
async def test_a_wait_is_an_hour_at_most_and_attempts_while_waiting_do_not_prolong_it(
    city: City, teller: Member
) -> None:
    for _ in range(30):
        await Browser(city).begin(teller.user, "wrong password")
        city.clock.advance(hours=1)
    assert (await Browser(city).begin(teller.user)).status_code == 200
    await Browser(city).begin(teller.user, "wrong password")
    city.clock.advance(minutes=59)
    await Browser(city).begin(teller.user, "wrong password")
    city.clock.advance(minutes=1)
    assert (await Browser(city).begin(teller.user)).status_code == 200


@pytest.mark.threat(84)
async def test_an_address_that_tries_many_users_has_to_wait(city: City, teller: Member) -> None:
    for number in range(50):
        await Browser(city).begin(f"user{number}", "wrong password")
    assert answer(await Browser(city).begin(teller.user)) == REFUSED
    city.clock.advance(days=1)
    assert (await Browser(city).begin(teller.user)).status_code == 200


@pytest.mark.threat(84)
async def test_a_wrong_code_counts_like_a_wrong_password(city: City, teller: Member) -> None:
    browser = Browser(city)
    await browser.begin(teller.user)
    for _ in range(5):
        wrong = await browser.post("office/sign-in/totp", {"code": "000000"})
        assert answer(wrong) == REFUSED
    city.clock.advance(minutes=2)
    assert answer(await browser.post("office/sign-in/totp", {"code": teller.next_code()})) == REFUSED
    locked = await Browser(city).begin(teller.user, "wrong password")
    assert answer(locked) == REFUSED
    city.clock.advance(hours=1)
    await Browser(city).sign_in(teller)


@pytest.mark.threat(92)
async def test_a_lock_is_in_the_audit_log_without_what_was_typed(city: City, teller: Member) -> None:
    for _ in range(6):
        await Browser(city).begin(teller.user, "wrong password")
        await Browser(city).begin("my-secret-password", "wrong password")
    log = (await city.client.get("/api/v1/audit", headers=city.as_auditor())).json()["items"]
    assert [(entry["act"], entry["subject"]) for entry in log if entry["actor"] == "issuer"] == [
        ("sign_in.locked", "kim.teller")
    ]
    assert "my-secret-password" not in str(log)


async def test_a_code_is_taken_once(city: City, teller: Member) -> None:
    code = teller.next_code()
    for expected in (200, 401):
        browser = Browser(city)
        await browser.begin(teller.user)
        assert (await browser.post("office/sign-in/totp", {"code": code})).status_code == expected


async def test_the_second_step_needs_the_first_and_within_five_minutes(city: City, teller: Member) -> None:
    assert answer(await Browser(city).finish(teller)) == REFUSED
    forged = Browser(city, cookies={SIGN_IN_COOKIE: "x" * 43})
    assert answer(await forged.finish(teller)) == REFUSED
    late = Browser(city)
    await late.begin(teller.user)
    city.clock.advance(minutes=5)
    assert answer(await late.finish(teller)) == REFUSED
    twice = await Browser(city).sign_in(teller)
    assert answer(await twice.finish(teller)) == REFUSED


@pytest.mark.threat(90)
async def test_a_session_is_new_at_each_sign_in_and_the_browsers_earlier_one_ends(
    city: City, teller: Member
) -> None:
    fixed = Browser(city, cookies={SESSION_COOKIE: "chosen-by-somebody-else"})
    await fixed.sign_in(teller)
    assert fixed.cookies[SESSION_COOKIE] != "chosen-by-somebody-else"
    earlier = Browser(city, cookies=dict(fixed.cookies))
    await fixed.sign_in(teller)
    assert (await fixed.get("office/session")).status_code == 200
    assert answer(await earlier.get("office/session")) == (401, "session_missing")


@pytest.mark.threat(90)
async def test_signing_out_ends_the_session_here_and_in_every_tab(city: City, teller: Member) -> None:
    browser = await Browser(city).sign_in(teller)
    kept = Browser(city, cookies=dict(browser.cookies), csrf_token=browser.csrf_token)
    assert (await browser.request("DELETE", "office/session")).status_code == 204
    assert browser.cookies == {}
    for method in ("GET", "DELETE"):
        assert answer(await kept.request(method, "office/session")) == (401, "session_missing")


@pytest.mark.threat(90)
async def test_a_session_ends_after_a_quarter_of_an_hour_without_a_request(
    city: City, teller: Member
) -> None:
    browser = await Browser(city).sign_in(teller)
    for _ in range(3):
        city.clock.advance(minutes=14, seconds=59)
        assert (await browser.get("office/session")).status_code == 200
    city.clock.advance(minutes=15)
    assert answer(await browser.get("office/session")) == (401, "session_missing")


@pytest.mark.threat(90)
async def test_a_session_ends_after_eight_hours_whatever_is_asked(city: City, teller: Member) -> None:
    browser = await Browser(city).sign_in(teller)
    for _ in range(8 * 6 - 1):
        city.clock.advance(minutes=10)
        told = await browser.get("office/session")
        assert told.status_code == 200
    assert told.json()["expires_at"] < (city.clock.now().replace(hour=23)).isoformat()
    city.clock.advance(minutes=10)
    assert answer(await browser.get("office/session")) == (401, "session_missing")


@pytest.mark.threat(90)
async def test_a_disabled_account_is_out_at_once(city: City, teller: Member) -> None:
    browser = await Browser(city).sign_in(teller)
    administrator = await signed_in(city, "baek.admin", "administrator")
    assert (await administrator.post("staff/kim.teller/disable")).status_code == 204
    assert answer(await browser.get("office/session")) == (401, "session_missing")
    assert answer(await Browser(city).begin(teller.user)) == REFUSED


@pytest.mark.threat(87)
@pytest.mark.parametrize(
    ("origin", "token"),
    [
        ("https://elsewhere.example", "own"),
        ("http://localhost:8200", "own"),
        ("http://localhost:8100.elsewhere.example", "own"),
        ("null", "own"),
        ("", "own"),
        (None, ""),
        (None, "x" * 43),
        (None, "other"),
    ],
)
async def test_a_request_that_another_page_sent_changes_nothing(
    city: City, teller: Member, origin: str | None, token: str
) -> None:
    browser = await Browser(city).sign_in(teller)
    other = await Browser(city).sign_in(teller)
    own = browser.csrf_token
    browser.csrf_token = {"own": own, "other": other.csrf_token}.get(token, token)
    browser.origin = city.issuer if origin is None else origin
    before = await city.counts()
    wanted = {"type": "citizen-id", "citizen": "c-senior"}
    assert answer(await browser.post("offers", wanted)) == (403, "request_not_ours")
    assert await city.counts() == before
    browser.origin, browser.csrf_token = city.issuer, own
    assert (await browser.post("offers", wanted)).status_code == 201


@pytest.mark.threat(87)
async def test_nobody_is_signed_in_from_another_site(city: City, teller: Member) -> None:
    for origin in ("https://elsewhere.example", ""):
        browser = Browser(city)
        browser.origin = origin
        assert answer(await browser.begin(teller.user)) == (403, "request_not_ours")
        assert browser.cookies == {}


@pytest.mark.threat(87)
async def test_no_answer_of_the_api_is_for_other_sites_or_frames(city: City) -> None:
    for path in ("office/session", "types", "offers"):
        response = await city.client.get(f"/api/v1/{path}", headers={"Origin": "https://elsewhere.example"})
        assert not [name for name in response.headers if name.startswith("access-control-")]
        assert "frame-ancestors 'none'" in response.headers["content-security-policy"]


@pytest.mark.threat(87)
async def test_a_key_in_the_header_is_judged_and_no_cookie_beside_it(city: City, teller: Member) -> None:
    browser = await Browser(city).sign_in(teller)
    for headers, status in ((city.as_auditor(), 403), ({"Authorization": "Bearer x"}, 401)):
        response = await browser.request("GET", "credentials?citizen_id=c-senior", headers=headers)
        assert response.status_code == status
    assert (await browser.request("GET", "office/session", headers=city.as_officer())).status_code == 403


async def test_a_passkey_is_a_second_factor(city: City) -> None:
    member = await enrol(city, "oh.passkey", "teller", with_passkey=True)
    assert member.passkey is not None
    browser = Browser(city)
    begun = (await browser.begin(member.user)).json()
    assert begun["methods"] == ["totp", "passkey"]
    assert begun["passkey_options"]["userVerification"] == "required"
    credential = {"credential": member.passkey.sign(begun["passkey_options"])}
    assert (await browser.post("office/sign-in/passkey", credential)).status_code == 200
    assert (await browser.get("office/session")).json()["user"] == "oh.passkey"


@pytest.mark.threat(91)
@pytest.mark.parametrize(
    "change",
    [
        {"origin": "https://elsewhere.example"},
        {"origin": "http://localhost:8200"},
        {"host": "elsewhere.example"},
        {"sees_owner": False},
        {"counter": -1},
        {"key_number": 8},
        {"handle": "b3RoZXI"},
    ],
)
async def test_a_passkey_used_wrongly_is_refused(city: City, change: dict[str, Any]) -> None:
    member = await enrol(city, "oh.passkey", "teller", with_passkey=True)
    right = member.passkey
    assert right is not None
    await sign_in_by_passkey(city, right)
    wrong = Authenticator(**(vars(right) | change))
    assert answer(await sign_in_by_passkey(city, wrong)) == REFUSED
    right.counter += 1
    assert (await sign_in_by_passkey(city, right)).status_code == 200


@pytest.mark.threat(91)
async def test_a_passkeys_answer_counts_once_and_for_its_own_sign_in(city: City) -> None:
    member = await enrol(city, "oh.passkey", "teller", with_passkey=True)
    assert member.passkey is not None
    first, second = Browser(city), Browser(city)
    options = (await first.begin(member.user)).json()["passkey_options"]
    await second.begin(member.user)
    credential = {"credential": member.passkey.sign(options)}
    assert answer(await second.post("office/sign-in/passkey", credential)) == REFUSED
    assert (await first.post("office/sign-in/passkey", credential)).status_code == 200
    assert answer(await first.post("office/sign-in/passkey", credential)) == REFUSED


async def sign_in_by_passkey(city: City, device: Authenticator) -> Any:
    browser = Browser(city)
    options = (await browser.begin("oh.passkey")).json()["passkey_options"]
    return await browser.post("office/sign-in/passkey", {"credential": device.sign(options)})


@pytest.mark.parametrize(
    "path", ["office/sign-in", "office/sign-in/totp", "office/sign-in/passkey", "office/enrolment/x"]
)
@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'{"user":1,"password":1}',
        b'{"user":"a"}',
        b'{"user":"","password":""}',
        b'{"user":"a","password":"' + b"x" * 5_000 + b'"}',
        b'{"user":"a","password":"b","extra":1}',
        b'{"code":"12345"}',
        b'{"code":"1234567"}',
        b'{"code":123456}',
        '{"code":"１２３４５６"}'.encode(),
        b'{"credential":"x"}',
        b'{"credential":[]}',
        b'{"password":"\\ud800"}',
        b"\xff\xfe",
    ],
)
async def test_a_malformed_request_at_the_door_is_refused_and_counts_for_nothing(
    city: City, path: str, body: bytes
) -> None:
    before = await city.counts()
    headers = {"Origin": city.issuer, "Content-Type": "application/json"}
    response = await city.client.post(f"/api/v1/{path}", content=body, headers=headers)
    assert (response.status_code, response.headers["content-type"]) == (400, "application/problem+json")
    assert await city.counts() == before


@FUZZ
@given(user=st.text(max_size=60), password=st.text(max_size=60))
async def test_no_text_makes_the_door_fail(city: City, user: str, password: str) -> None:
    response = await Browser(city).begin(user, password)
    assert response.status_code in (400, 401)
