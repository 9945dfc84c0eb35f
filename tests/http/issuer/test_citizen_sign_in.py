"""The pages on which a citizen signs in and agrees: what holds whoever comes, and from wherever."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from issuer.adapters.units_of_work import SqlUnitsOfWork
from issuer.http.citizen_session import CITIZEN_COOKIE
from issuer.usecases.forget_authorization_requests import ForgetAuthorizationRequests
from tests.support.authorization import (
    CALLBACK,
    DECLINE,
    RECEIVE,
    SIGN_IN,
    WALLET,
    WALLETS,
    CodeFlow,
    a_code_flow,
)
from tests.support.citizen_browser import Browser, query_of

TITLE_OVER = "이 화면은 더 쓸 수 없어요"


async def test_citizen_is_told_who_asks_for_what_and_where_it_goes(flow: CodeFlow) -> None:
    await flow.start()
    await flow.sign_in()
    page = flow.browser.page
    assert page.headings == ["김영자 님, 이 카드를 받을까요?"]
    for words in (
        "시험 지갑",
        "https://wallet.example.org",
        "인천시민증",
        "성명",
        "생년월일",
        "시연용 화면입니다",
    ):
        assert words in page.text


@pytest.mark.parametrize("step", ["sign-in", "consent"])
async def test_declining_tells_the_wallet_and_nothing_else(flow: CodeFlow, step: str) -> None:
    await flow.start()
    if step == "consent":
        await flow.sign_in()
    await flow.browser.press(DECLINE)
    assert flow.browser.address.startswith(f"{CALLBACK}?")
    answer = query_of(flow.browser.address)
    assert (answer["error"], answer["state"], answer["iss"]) == ("access_denied", "s-1", flow.city.issuer)
    assert "code" not in answer
    assert flow.browser.cookies == {}


async def test_anything_but_a_clear_yes_is_a_no(flow: CodeFlow) -> None:
    await flow.start()
    await flow.sign_in()
    await flow.browser.press(RECEIVE, decision="perhaps")
    assert query_of(flow.browser.address)["error"] == "access_denied"


@pytest.mark.threat(90)
async def test_session_from_before_the_sign_in_is_worth_nothing_after_it(flow: CodeFlow) -> None:
    await flow.start()
    planted = dict(flow.browser.cookies)
    await flow.sign_in()
    assert flow.browser.cookies[CITIZEN_COOKIE] != planted[CITIZEN_COOKIE]
    attacker = Browser(flow.city.client, flow.city.issuer, cookies=planted)
    answer = await attacker.open(f"{flow.city.issuer}/consent")
    assert (answer.status_code, attacker.page.headings) == (400, [TITLE_OVER])


@pytest.mark.threat(90)
async def test_nobody_can_bring_a_session_of_their_own_making(flow: CodeFlow) -> None:
    chosen = "a-session-that-the-attacker-chose"
    flow.browser.cookies[CITIZEN_COOKIE] = chosen
    await flow.start()
    assert flow.browser.cookies[CITIZEN_COOKIE] != chosen
    attacker = Browser(flow.city.client, flow.city.issuer, cookies={CITIZEN_COOKIE: chosen})
    assert (await attacker.open(f"{flow.city.issuer}/sign-in")).status_code == 400


@pytest.mark.threat(90)
async def test_session_is_over_once_it_was_decided(flow: CodeFlow) -> None:
    await flow.start()
    await flow.sign_in()
    kept = dict(flow.browser.cookies)
    await flow.browser.press(RECEIVE)
    again = Browser(flow.city.client, flow.city.issuer, cookies=kept)
    assert (await again.open(f"{flow.city.issuer}/consent")).status_code == 400


@pytest.mark.threat(90)
async def test_of_two_consents_at_one_time_one_gives_a_code(flow: CodeFlow) -> None:
    await flow.start()
    await flow.sign_in()
    kept, token = dict(flow.browser.cookies), flow.browser.page.forms[0].fields["token"]
    tabs = [Browser(flow.city.client, flow.city.issuer, cookies=dict(kept)) for _ in range(5)]
    url, fields = f"{flow.city.issuer}/consent", {"token": token, "decision": "accept"}
    answers = await asyncio.gather(*(tab.send("POST", url, fields) for tab in tabs))
    assert sorted(answer.status_code for answer in answers) == [303, 400, 400, 400, 400]


@pytest.mark.threat(90)
async def test_second_tab_does_not_decide_for_the_first(flow: CodeFlow) -> None:
    await flow.start()
    first = flow.browser.page.forms[1].fields["token"]
    await flow.start(scope="residence")
    answer = await flow.browser.press(DECLINE, token=first)
    assert (answer.status_code, flow.browser.page.headings) == (403, [TITLE_OVER])


@pytest.mark.threat(90)
async def test_session_ends_by_itself(flow: CodeFlow) -> None:
    await flow.start()
    await flow.sign_in()
    flow.city.clock.advance(seconds=flow.city.settings.sign_in_seconds - 1)
    assert (await flow.browser.open(f"{flow.city.issuer}/consent")).status_code == 200
    flow.city.clock.advance(seconds=1)
    answer = await flow.browser.press(RECEIVE)
    assert (answer.status_code, flow.browser.page.headings) == (400, [TITLE_OVER])


@pytest.mark.threat(87)
@pytest.mark.parametrize("token", [None, "", "another"])
@pytest.mark.parametrize("button", [RECEIVE, DECLINE])
async def test_form_without_the_sessions_token_decides_nothing(
    flow: CodeFlow, button: str, token: str | None
) -> None:
    await flow.start()
    await flow.sign_in()
    answer = await flow.browser.press(button, token=token)
    assert answer.status_code == 403
    await flow.browser.open(f"{flow.city.issuer}/consent")
    await flow.browser.press(RECEIVE)
    assert "code" in query_of(flow.browser.address)


@pytest.mark.threat(87)
@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Sec_Fetch_Site": "cross-site"},
        {"Sec_Fetch_Site": "same-site"},
    ],
)
async def test_form_of_another_site_is_refused_although_it_has_the_token(
    flow: CodeFlow, headers: dict[str, str]
) -> None:
    await flow.start()
    await flow.sign_in()
    token = flow.browser.page.forms[0].fields["token"]
    answer = await flow.browser.send(
        "POST", f"{flow.city.issuer}/consent", {"token": token, "decision": "accept"}, **headers
    )
    assert answer.status_code == 403
    assert "location" not in answer.headers


@pytest.mark.threat(87)
async def test_pages_let_nobody_frame_them_nothing_run_and_forms_go_only_where_they_must(
    flow: CodeFlow,
) -> None:
    await flow.start()
    await flow.sign_in()
    for path in ("/consent", "/sign-in", "/sign-in/unknown/callback"):
        answer = await flow.browser.open(f"{flow.city.issuer}{path}")
        policy = answer.headers["content-security-policy"]
        assert policy.startswith("default-src 'none'; style-src 'self'; form-action 'self' ")
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert "*" not in policy
        assert answer.headers["referrer-policy"] == "same-origin"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["cache-control"] == "no-store"
        assert "access-control-allow-origin" not in answer.headers
        names = {name for _, name, _ in flow.browser.page.attributes}
        assert not [name for name in names if name.startswith("on") or name == "style"]
        assert "<script" not in answer.text
        assert "<style" not in answer.text


@pytest.mark.threat(86)
async def test_names_with_markup_are_shown_as_text(tmp_path: Path) -> None:
    nasty = "<script>alert(1)</script>\"'&"
    wallets: dict[str, Any] = {WALLET: WALLETS[WALLET] | {"name_ko": nasty, "name_en": nasty}}
    async with a_code_flow(tmp_path, wallets=wallets, name_ko=nasty) as flow:
        await flow.start()
        answer = flow.browser.answer
        assert answer is not None
        assert "<script" not in answer.text
        assert nasty in flow.browser.page.text
        tags = {tag for tag, _, _ in flow.browser.page.attributes}
        assert "script" not in tags


@pytest.mark.threat(86)
@pytest.mark.parametrize(
    "path", ["/sign-in/%3Cscript%3E/callback", "/sign-in?lang=%3Cscript%3E", "/sign-in/x"]
)
async def test_addresses_with_markup_are_not_echoed(flow: CodeFlow, path: str) -> None:
    await flow.start()
    answer = await flow.browser.open(f"{flow.city.issuer}{path}")
    assert "<script" not in answer.text
    assert answer.status_code in (200, 400, 404)


async def test_reader_chooses_the_language_and_it_stays(flow: CodeFlow) -> None:
    await flow.start()
    assert flow.browser.page.language == "ko"
    await flow.browser.open(f"{flow.city.issuer}{flow.browser.page.links['English']}")
    assert flow.browser.page.language == "en"
    assert flow.browser.answer is not None
    assert flow.browser.answer.headers["content-language"] == "en"
    await flow.browser.press("Test sign-in")
    there = query_of(flow.browser.address)
    await flow.browser.open(f"{there['redirect_uri']}?state={there['state']}&citizen=c-senior")
    assert flow.browser.page.headings == ["김영자, receive this card?"]
    assert "한국어" in flow.browser.page.links


async def test_browser_that_prefers_english_gets_it(flow: CodeFlow) -> None:
    browser = flow.a_browser("en-GB,en;q=0.9,ko;q=0.5")
    await flow.start(browser)
    assert browser.page.language == "en"
    assert "This is a demonstration" in browser.page.text


@pytest.mark.parametrize(
    ("answer", "status", "words"),
    [
        ({"state": "another"}, 400, "본인 확인 결과를 믿을 수 없어요"),
        ({"error": "access_denied"}, 400, "본인 확인이 끝나지 않았어요"),
        ({"citizen": "c-nobody"}, 403, "시민 명부에서 찾지 못했어요"),
    ],
)
async def test_whoever_is_not_recognised_is_told_why_and_may_try_again_or_go_back(
    flow: CodeFlow, answer: dict[str, str], status: int, words: str
) -> None:
    await flow.start()
    refused = await flow.sign_in(**answer)
    assert refused.status_code == status
    assert flow.browser.page.headings == [words]
    await flow.browser.open(f"{flow.city.issuer}{flow.browser.page.links['다시 확인하기']}")
    await flow.sign_in()
    assert flow.browser.page.headings == ["김영자 님, 이 카드를 받을까요?"]


async def test_whoever_is_not_recognised_can_go_back_to_the_wallet(flow: CodeFlow) -> None:
    await flow.start()
    await flow.sign_in(citizen="c-nobody")
    await flow.browser.press("지갑으로 돌아가기")
    assert query_of(flow.browser.address)["error"] == "access_denied"


async def test_sign_in_service_that_is_down_is_said_in_plain_words(flow: CodeFlow) -> None:
    await flow.start()
    flow.identity.down = True
    answer = await flow.browser.press(SIGN_IN)
    assert (answer.status_code, flow.browser.page.headings) == (503, ["지금은 본인 확인을 할 수 없어요"])


async def test_citizen_who_is_not_entitled_is_told_so_and_gets_no_code(flow: CodeFlow) -> None:
    await flow.start(scope="senior")
    await flow.sign_in(citizen="c-young")
    answer = await flow.browser.press(RECEIVE)
    assert (answer.status_code, flow.browser.page.headings) == (409, ["지금은 받을 수 없는 카드예요"])
    await flow.browser.press("지갑으로 돌아가기")
    assert query_of(flow.browser.address)["error"] == "access_denied"


@pytest.mark.threat(90)
async def test_answer_of_an_earlier_attempt_to_sign_in_is_refused(flow: CodeFlow) -> None:
    await flow.start()
    await flow.browser.press(SIGN_IN)
    earlier = query_of(flow.browser.address)
    await flow.browser.open(f"{flow.city.issuer}/sign-in")
    await flow.browser.press(SIGN_IN)
    answer = await flow.browser.open(f"{earlier['redirect_uri']}?state={earlier['state']}&citizen=c-young")
    assert answer.status_code == 400
    assert len({(each.state, each.nonce, each.code_verifier) for each in flow.identity.begun}) == 2


@pytest.mark.threat(87)
async def test_answer_of_the_sign_in_service_does_nothing_in_another_browser(flow: CodeFlow) -> None:
    await flow.start()
    await flow.browser.press(SIGN_IN)
    there = query_of(flow.browser.address)
    callback = f"{there['redirect_uri']}?state={there['state']}&citizen=c-young"
    victim = flow.a_browser()
    assert (await victim.open(callback)).status_code == 400
    await flow.start(victim)
    await victim.press(SIGN_IN)
    assert (await victim.open(callback)).status_code == 400


@pytest.mark.parametrize("source", ["", "unknown", "TEST"])
async def test_way_to_sign_in_that_is_none_is_refused(flow: CodeFlow, source: str) -> None:
    await flow.start()
    assert (await flow.browser.press(SIGN_IN, source=source)).status_code == 404


async def test_citizen_may_show_a_card_instead(flow: CodeFlow) -> None:
    flow.identity.shows_link = True
    await flow.start()
    await flow.browser.press(SIGN_IN)
    assert flow.browser.address == f"{flow.city.issuer}/sign-in/test"
    assert flow.browser.page.links["지갑 열기"].startswith("openid4vp://")
    await flow.browser.open(f"{flow.city.issuer}/sign-in/test/callback")
    assert "아직 확인되지 않았어요" in flow.browser.page.text
    await flow.browser.open(f"{flow.city.issuer}/sign-in/test/callback?citizen=c-senior")
    assert flow.browser.page.headings == ["김영자 님, 이 카드를 받을까요?"]


@pytest.mark.parametrize("path", ["/sign-in", "/consent", "/sign-in/test", "/sign-in/test/callback?state=x"])
async def test_without_a_session_there_is_only_a_sentence(flow: CodeFlow, path: str) -> None:
    answer = await flow.browser.open(f"{flow.city.issuer}{path}")
    assert (answer.status_code, flow.browser.page.headings) == (400, [TITLE_OVER])
    assert flow.browser.page.forms == []


@pytest.mark.parametrize("path", ["/sign-in", "/consent"])
async def test_form_that_cannot_be_read_is_refused(flow: CodeFlow, path: str) -> None:
    await flow.start()
    cookies = "; ".join(f"{name}={value}" for name, value in flow.browser.cookies.items())
    for content, media_type in (
        (b"token=a&token=b", "application/x-www-form-urlencoded"),
        (b"{}", "text/plain"),
    ):
        answer = await flow.city.client.post(
            path, content=content, headers={"Content-Type": media_type, "Cookie": cookies}
        )
        assert answer.status_code == 400


async def test_page_waits_where_the_citizen_is(flow: CodeFlow) -> None:
    await flow.start()
    assert (await flow.browser.open(f"{flow.city.issuer}/consent")).status_code == 200
    assert flow.browser.address == f"{flow.city.issuer}/sign-in"
    await flow.sign_in()
    await flow.browser.open(f"{flow.city.issuer}/sign-in")
    assert flow.browser.address == f"{flow.city.issuer}/consent"


async def test_style_of_the_pages_is_our_own_and_may_be_kept(flow: CodeFlow) -> None:
    answer = await flow.city.client.get("/pages.css")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/css; charset=utf-8")
    assert "url(" not in answer.text
    assert "@import" not in answer.text


async def test_requests_sessions_and_codes_that_are_over_are_dropped(flow: CodeFlow) -> None:
    code = await flow.code()
    await flow.start()
    forget = ForgetAuthorizationRequests(units=SqlUnitsOfWork(flow.city.database), clock=flow.city.clock)
    await forget()
    counts = await flow.city.counts()
    assert (counts["pushed_requests"], counts["authorization_sessions"]) == (2, 2)
    token = (await flow.redeem(code)).json()["access_token"]
    flow.city.clock.advance(seconds=flow.city.settings.sign_in_seconds)
    await forget()
    counts = await flow.city.counts()
    assert (counts["pushed_requests"], counts["authorization_sessions"]) == (0, 0)
    # A code is remembered for a day: a second use still ends what the first one gave.
    assert (await flow.redeem(code)).json()["error"] == "invalid_grant"
    refused = await flow.city.request_credential(token, {})
    assert refused.status_code == 401
    flow.city.clock.advance(days=1)
    await forget()
    assert (await flow.city.counts())["authorization_codes"] == 0
