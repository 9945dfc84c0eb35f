"""The main acts of the office, done with the keyboard alone, and what a page must not let happen."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.support.browser import Look
from tests.support.office_backend import NAME, OfficeBackend
from tests.web.conftest import Visiting
from tests.web.visit import APPLICATION

MOST_STOPS = 60


def tab_to(page: Page, name: str) -> None:
    """Press Tab until something of that name has the focus."""
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        focused = page.evaluate(
            """() => {
              const at = document.activeElement;
              return at === document.body ? '' : at.labels?.[0]?.textContent ?? at.textContent;
            }"""
        )
        if name in str(focused):
            return
    raise AssertionError(f"Tab does not reach {name}")


def test_signing_in_takes_a_password_and_a_code(visit: Visiting, backend: OfficeBackend) -> None:
    backend.signed_in = False
    page = visit().open("")
    tab_to(page, "직원 아이디")
    page.keyboard.type("haru")
    page.keyboard.press("Tab")
    page.keyboard.type("the right password")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_be_focused()
    tab_to(page, "인증 앱의 여섯 자리 숫자")
    page.keyboard.type("123456")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="신청 대기")).to_be_focused()


def test_a_wrong_password_is_explained_with_a_code_for_the_help_line(
    visit: Visiting, backend: OfficeBackend
) -> None:
    backend.signed_in = False
    page = visit().open("")
    page.locator('input[autocomplete="username"]').fill("haru")
    page.locator('input[type="password"]').fill("another password")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("들어갈 수 없어요")
    expect(page.get_by_role("alert")).to_contain_text("sign_in_refused")


def test_an_application_is_approved_after_a_look_at_what_differs(
    visit: Visiting, backend: OfficeBackend
) -> None:
    page = visit().open(f"queue/{APPLICATION}")
    tab_to(page, "인천시민증 발급 승인하기")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("눈으로 확인해 주세요")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Space")
    tab_to(page, "인천시민증 발급 승인하기")
    page.keyboard.press("Enter")
    expect(page.get_by_text("승인했어요.")).to_be_visible()
    assert ("POST", f"applications/{APPLICATION}/approve", {}) in backend.calls


def test_an_application_is_returned_with_the_reason_that_the_citizen_reads(
    visit: Visiting, backend: OfficeBackend
) -> None:
    page = visit().open(f"queue/{APPLICATION}")
    tab_to(page, "사유 적고 돌려보내기")
    page.keyboard.press("Enter")
    tab_to(page, "까닭")
    page.keyboard.type("사진이 흐려요.")
    tab_to(page, "돌려보내기")
    page.keyboard.press("Enter")
    expect(page.get_by_text("돌려보냈어요.")).to_be_visible()
    assert ("POST", f"applications/{APPLICATION}/refuse", {"reason": "사진이 흐려요."}) in backend.calls


def test_an_offer_shows_its_code_apart_from_the_qr(visit: Visiting, backend: OfficeBackend) -> None:
    page = visit().open("offers")
    tab_to(page, "시민 번호")
    page.keyboard.type("c-senior")
    page.keyboard.press("Enter")
    expect(page.get_by_role("img", name="카드를 받는 QR")).to_be_visible()
    expect(page.get_by_text("493817")).to_be_visible()
    page.emulate_media(media="print")
    expect(page.get_by_text("493817")).to_be_hidden()
    expect(page.get_by_role("img", name="카드를 받는 QR")).to_be_visible()


def test_a_bulk_job_is_started_and_stopped(visit: Visiting, backend: OfficeBackend) -> None:
    page = visit().open(f"bulk/{backend.job['id']}")
    tab_to(page, "34,962건 발급 시작하기")
    page.keyboard.press("Enter")
    expect(page.get_by_role("progressbar")).to_have_attribute("aria-valuenow", "35")
    tab_to(page, "잠시 멈추기")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="이어서 발급하기")).to_be_visible()


def test_everything_of_a_device_is_revoked_or_waits_for_another_person(
    visit: Visiting, backend: OfficeBackend
) -> None:
    page = visit().open("stop")
    tab_to(page, "기기")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("key:thumbprint")
    tab_to(page, "모두 취소하기")
    page.keyboard.press("Enter")
    tab_to(page, "모두 취소하기")
    page.keyboard.press("Enter")
    expect(page.get_by_text("다른 직원의 승인을 기다려요.")).to_be_visible()
    asked = {"device": "key:thumbprint", "reason": "stolen"}
    assert ("POST", "revocations", asked) in backend.calls


def test_whoever_asked_is_told_that_another_must_approve(visit: Visiting, backend: OfficeBackend) -> None:
    page = visit().open("stop")
    tab_to(page, "승인하기")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("다른 직원이 해야 해요")
    assert backend.calls[-1][1] == f"approvals/{'d' * 32}/confirm"


def test_issuing_is_halted_seen_on_every_screen_and_asked_to_go_on(
    visit: Visiting, backend: OfficeBackend
) -> None:
    seen = visit()
    page = seen.open("halt")
    tab_to(page, "모든 발급 멈추기")
    page.keyboard.press("Enter")
    tab_to(page, "모든 발급 멈추기")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="발급을 멈췄어요")).to_be_visible()
    tab_to(page, "다시 시작하자고 청하기")
    page.keyboard.press("Enter")
    expect(page.get_by_text("다른 직원이 승인하면 다시 시작돼요")).to_be_visible()
    acts = [(path, body) for _, path, body in backend.calls]
    assert acts[0] == ("issuing/halt", {"reason": "misuse"})
    assert acts[1][0] == "issuing/resume"
    for place in ("offers", "staff"):
        expect(seen.open(place).get_by_role("banner")).to_contain_text("모든 발급을 멈췄어요")


def test_a_system_gets_a_key_that_is_shown_once(visit: Visiting, backend: OfficeBackend) -> None:
    page = visit().open("clients")
    tab_to(page, "시스템 이름")
    page.keyboard.type("welfare-office")
    tab_to(page, "창구에서 발급하기")
    page.keyboard.press("Space")
    tab_to(page, "열쇠 만들기")
    page.keyboard.press("Enter")
    expect(page.get_by_text("citywallet-sss")).to_be_visible()
    assert ("POST", "clients", {"name": "welfare-office", "scopes": ["offers:create"]}) in backend.calls
    page.reload()
    expect(page.get_by_role("heading", name="연계 시스템")).to_be_visible()
    expect(page.get_by_text("citywallet-sss")).to_have_count(0)


def test_a_dialog_is_left_by_escape_and_nothing_was_done(visit: Visiting, backend: OfficeBackend) -> None:
    page = visit().open(f"queue/{APPLICATION}")
    tab_to(page, "사유 적고 돌려보내기")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert backend.calls == []


def test_language_and_size_change_without_leaving_the_screen(visit: Visiting) -> None:
    page = visit().open("offers")
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", name="At the counter")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.get_by_role("button", name="170 %").click()
    expect(page.locator("html")).to_have_class(re.compile("size-170"))


def test_the_look_that_somebody_chose_is_there_when_the_page_opens_again(visit: Visiting) -> None:
    root = visit(Look(size="140", contrast="high", language="en")).open("offers").locator("html")
    expect(root).to_have_class(re.compile("size-140"))
    expect(root).to_have_class(re.compile("high-contrast"))
    expect(root).to_have_attribute("lang", "en")


def test_whoever_is_idle_is_told_before_the_session_ends_and_can_stay(visit: Visiting) -> None:
    seen = visit()
    seen.page.clock.install()
    page = seen.open("queue")
    page.clock.fast_forward("13:30")
    expect(page.get_by_role("dialog")).to_contain_text("곧 나가져요")
    page.get_by_role("button", name="계속하기").press("Enter")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_whoever_stays_idle_is_signed_out_and_told_why(visit: Visiting) -> None:
    seen = visit()
    seen.page.clock.install()
    page = seen.open("queue")
    page.clock.fast_forward("15:05")
    expect(page.get_by_role("heading", name="들어가기")).to_be_visible()
    expect(page.get_by_role("status")).to_contain_text("시간이 지나 나가졌어요")


def test_a_screen_of_another_role_says_so_and_is_not_in_the_menu(
    visit: Visiting, backend: OfficeBackend
) -> None:
    backend.roles = ("auditor",)
    page = visit().open("queue")
    expect(page.get_by_role("status").filter(has_text="권한이 없어요")).to_be_visible()
    expect(page.get_by_role("link", name="신청 대기")).to_have_count(0)


@pytest.mark.threat(86)
def test_a_name_that_is_markup_is_shown_as_text(visit: Visiting) -> None:
    page = visit(Look(width=1024)).open("queue")
    expect(page.get_by_role("cell", name=NAME)).to_be_visible()
    assert page.locator("img").count() == 0


@pytest.mark.threat(86)
def test_the_page_runs_no_code_that_is_not_its_own(visit: Visiting) -> None:
    seen = visit()
    page = seen.open("queue")
    outcome = page.evaluate(
        """() => {
          try { document.body.insertAdjacentHTML('beforeend', '<b>markup</b>'); return 'taken'; }
          catch (error) { return error.name; }
        }"""
    )
    assert outcome == "TypeError"
    assert ["TrustedHTML" in line for line in seen.complaints.lines] == [True]
    seen.complaints.lines.clear()
