"""The demo provider through its routes: a browser signs in, a client redeems the code, joserfc reads it."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import KeySet
from joserfc.jwt import JWTClaimsRegistry

from city.identity_provider.app import build_app
from city.identity_provider.people import Person, save_people
from city.identity_provider.settings import Settings
from citywallet.protocol.pkce import CodeVerifier, code_challenge_of
from tests.support.citizen_browser import Browser, query_of
from tests.support.clock import FixedClock
from tests.support.entropy import SeededEntropy
from tests.support.http import client_of

ORIGIN, CLIENT, SECRET = "http://localhost:8500", "http://localhost:8100", "a secret of the issuer"
CALLBACK = f"{CLIENT}/sign-in/demo/callback"
VERIFIER = CodeVerifier("v" * 43)
PEOPLE = (
    Person(id="c-senior", name="김영자", age=72, district="미추홀구"),
    Person(id="c-markup", name="<b>", age=30, district="서구"),
)


@dataclass
class Login:
    """The provider, and a browser in front of it."""

    http: httpx.AsyncClient
    browser: Browser
    clock: FixedClock

    def address(self, **changes: str | None) -> str:
        fields = {
            "response_type": "code",
            "client_id": CLIENT,
            "redirect_uri": CALLBACK,
            "scope": "openid",
            "state": "s-1",
            "nonce": "n-1",
            "code_challenge": code_challenge_of(VERIFIER),
            "code_challenge_method": "S256",
        } | changes
        return str(
            httpx.URL(f"{ORIGIN}/authorize", params={k: v for k, v in fields.items() if v is not None})
        )

    async def code(self, button: str = "김영자72세, 미추홀구") -> str:
        await self.browser.open(self.address())
        await self.browser.press(button)
        return query_of(self.browser.address)["code"]

    async def redeem(
        self, code: str, *, client: tuple[str, str] = (CLIENT, SECRET), **changes: str
    ) -> httpx.Response:
        fields = {
            "grant_type": "authorization_code",
            "code": code,
            "code_verifier": VERIFIER,
            "redirect_uri": CALLBACK,
        } | changes
        credentials = httpx.BasicAuth(*(quote(each, safe="") for each in client))
        return await self.http.post("/token", data=fields, auth=credentials)


@pytest.fixture
async def login(tmp_path: Path, clock: FixedClock) -> AsyncIterator[Login]:
    save_people(tmp_path / "people.json", PEOPLE)
    settings = Settings.model_validate(
        {
            "public_url": ORIGIN,
            "port": 8500,
            "people_file": tmp_path / "people.json",
            "keys_file": tmp_path / "keys.json",
            "keys_passphrase": "a passphrase of the test",
            "clients": {CLIENT: {"secret": SECRET, "redirect_uris": [CALLBACK]}},
        }
    )
    app = build_app(settings, clock=clock, entropy=SeededEntropy())
    async with client_of(app, base_url=ORIGIN) as http:
        yield Login(http, Browser(http, ORIGIN), clock)


async def claims_of(login: Login, token: str) -> dict[str, Any]:
    keys = KeySet.import_key_set((await login.http.get("/jwks")).json())
    read = jwt.decode(token, keys, algorithms=["ES256"])
    JWTClaimsRegistry(now=int(login.clock.now().timestamp())).validate(read.claims)
    return dict(read.claims)


async def test_somebody_is_chosen_and_the_client_learns_who(login: Login) -> None:
    page = await login.browser.open(login.address())
    assert (page.status_code, login.browser.page.language) == (200, "ko")
    assert login.browser.page.headings == ["누구로 로그인할까요?"]
    assert "가상의" in login.browser.page.text
    await login.browser.press("김영자72세, 미추홀구")
    answer = query_of(login.browser.address)
    assert login.browser.address.startswith(f"{CALLBACK}?")
    assert (answer["state"], answer["iss"]) == ("s-1", ORIGIN)
    answered = await login.redeem(answer["code"])
    assert (answered.status_code, answered.json()["token_type"]) == (200, "Bearer")
    assert answered.headers["cache-control"] == "no-store"
    claims = await claims_of(login, answered.json()["id_token"])
    assert (claims["sub"], claims["aud"], claims["iss"]) == ("c-senior", CLIENT, ORIGIN)
    assert claims["nonce"] == "n-1"


async def test_page_is_in_english_for_who_wants_it(login: Login) -> None:
    await login.browser.open(login.address())
    await login.browser.open(f"{ORIGIN}{login.browser.page.links['English']}")
    assert login.browser.page.headings == ["Who do you want to be?"]
    await login.browser.open(login.address(ui_locales="en"))
    assert login.browser.page.language == "en"


async def test_a_name_that_is_markup_is_text(login: Login) -> None:
    answer = await login.browser.open(login.address())
    assert "<b>" not in answer.text
    assert "script" not in answer.headers["content-security-policy"]


async def test_any_number_of_the_register_can_be_typed(login: Login) -> None:
    await login.browser.open(login.address())
    await login.browser.press("이 번호로 로그인", person="c-typed")
    answered = await login.redeem(query_of(login.browser.address)["code"])
    assert (await claims_of(login, answered.json()["id_token"]))["sub"] == "c-typed"


@pytest.mark.parametrize("typed", [None, "kim 1", "a" * 65, "<b>"])
async def test_what_can_be_no_number_is_said_at_its_field(login: Login, typed: str | None) -> None:
    await login.browser.open(login.address())
    answer = await login.browser.press("이 번호로 로그인", person=typed)
    assert answer.status_code == 400
    assert "시민 번호는 영문자" in login.browser.page.text
    assert ("input", "aria-invalid", "true") in login.browser.page.attributes


async def test_who_does_not_sign_in_goes_back_with_an_error(login: Login) -> None:
    await login.browser.open(login.address())
    await login.browser.press("로그인하지 않기")
    assert query_of(login.browser.address) == {"error": "access_denied", "state": "s-1", "iss": ORIGIN}


@pytest.mark.parametrize(
    "changes",
    [
        {"client_id": "http://localhost:8999"},
        {"client_id": None},
        {"redirect_uri": f"{CALLBACK}/x"},
        {"redirect_uri": None},
        {"redirect_uri": "javascript:alert(1)"},
    ],
)
async def test_nobody_is_sent_to_an_address_that_is_no_clients(
    login: Login, changes: dict[str, str | None]
) -> None:
    for answer in (
        await login.browser.open(login.address(**changes)),
        await login.http.post("/sign-in", data={"request": login.address(**changes), "person": "c-senior"}),
    ):
        assert (answer.status_code, "location" in answer.headers) == (400, False)


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"scope": "profile"}, "invalid_scope"),
        ({"scope": None}, "invalid_scope"),
        ({"nonce": None}, "invalid_request"),
        ({"nonce": "n" * 513}, "invalid_request"),
        ({"code_challenge": None}, "invalid_request"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"request": "a.b.c"}, "request_not_supported"),
        ({"prompt": "none"}, "login_required"),
    ],
)
async def test_a_faulty_request_goes_back_to_the_client_with_its_error(
    login: Login, changes: dict[str, str | None], error: str
) -> None:
    await login.browser.open(login.address(**changes))
    answer = query_of(login.browser.address)
    assert (answer["error"], answer["state"], answer["iss"]) == (error, "s-1", ORIGIN)


async def test_request_may_come_as_a_form(login: Login) -> None:
    answer = await login.http.post("/authorize", data=query_of(login.address()))
    assert answer.status_code == 200
    assert "누구로 로그인할까요?" in answer.text


async def test_form_of_another_site_signs_nobody_in(login: Login) -> None:
    form = {"request": login.address().partition("?")[2], "person": "c-senior"}
    answer = await login.http.post("/sign-in", data=form, headers={"Origin": "https://evil.example"})
    assert (answer.status_code, "location" in answer.headers) == (400, False)


async def test_a_code_is_good_once(login: Login) -> None:
    code = await login.code()
    assert (await login.redeem(code)).status_code == 200
    again = await login.redeem(code)
    assert (again.status_code, again.json()["error"]) == (400, "invalid_grant")


@pytest.mark.parametrize(
    "changes",
    [{"code_verifier": "w" * 43}, {"redirect_uri": f"{CALLBACK}2"}, {"code": "another"}],
)
async def test_a_code_that_was_caught_is_worth_nothing(login: Login, changes: dict[str, str]) -> None:
    given = {"code": await login.code()} | changes
    answer = await login.redeem(given.pop("code"), **given)
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_grant")


async def test_a_code_is_good_for_a_minute(login: Login) -> None:
    code = await login.code()
    login.clock.advance(seconds=60)
    answer = await login.redeem(code)
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_grant")


@pytest.mark.parametrize("client", [(CLIENT, "wrong"), ("another", SECRET), ("", "")])
async def test_only_the_client_redeems(login: Login, client: tuple[str, str]) -> None:
    answer = await login.redeem(await login.code(), client=client)
    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")
    assert answer.headers["www-authenticate"].startswith("Basic ")


@pytest.mark.parametrize("header", [None, "Bearer x", "Basic %%%", "Basic 7Iuc"])
async def test_who_does_not_say_who_redeems_is_refused(login: Login, header: str | None) -> None:
    headers = {} if header is None else {"Authorization": header}
    answer = await login.http.post("/token", data={"grant_type": "authorization_code"}, headers=headers)
    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")


async def test_only_codes_are_redeemed(login: Login) -> None:
    answer = await login.redeem("x", grant_type="refresh_token", refresh_token="x")
    assert (answer.status_code, answer.json()["error"]) == (400, "unsupported_grant_type")


async def test_keys_turn_and_tokens_of_both_are_believed(login: Login) -> None:
    first = (await login.redeem(await login.code())).json()["id_token"]
    login.clock.advance(days=7)
    second = (await login.redeem(await login.code())).json()["id_token"]
    keys = (await login.http.get("/jwks")).json()["keys"]
    assert len({key["kid"] for key in keys}) == 2
    keyset = KeySet.import_key_set({"keys": keys})
    for token in (first, second):
        jwt.decode(token, keyset, algorithms=["ES256"])
    login.clock.advance(days=1)
    assert len((await login.http.get("/jwks")).json()["keys"]) == 1
