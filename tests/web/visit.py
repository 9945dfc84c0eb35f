"""Somebody in front of the office's pages."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from playwright.sync_api import Page, expect

from tests.support.browser import Complaints
from tests.support.office_backend import OfficeBackend, an_application

Language = Literal["ko", "en"]
LANGUAGES: tuple[Language, ...] = ("ko", "en")


@dataclass(frozen=True, slots=True)
class Visit:
    """A page, and the address at which the office begins."""

    page: Page
    address: str
    complaints: Complaints

    def open(self, path: str) -> Page:
        """Go to a screen and wait until it shows what it loaded."""
        self.page.goto("about:blank")
        self.page.goto(f"{self.address}#/{path}")
        self.settle()
        return self.page

    def settle(self) -> None:
        """Wait until the screen has its heading and nothing is loading."""
        expect(self.page.locator("h1")).to_be_visible()
        expect(self.page.locator('[aria-busy="true"]')).to_have_count(0)

    def press(self, name: str) -> None:
        """Press a button by what is written on it."""
        self.page.get_by_role("button", name=name, exact=True).first.click()


APPLICATION, JOB = an_application(1, masked="")["id"], "b" * 32


def _begin_signing_in(visit: Visit) -> None:
    visit.page.locator('input[autocomplete="username"]').fill("haru")
    visit.page.locator('input[type="password"]').fill("the right password")
    visit.page.locator('button[type="submit"]').click()
    expect(visit.page.locator('input[autocomplete="one-time-code"]')).to_be_visible()


def _open_refusal(visit: Visit) -> None:
    visit.page.locator("main .button").last.click()
    visit.page.locator("dialog .button.filled").click()
    expect(visit.page.locator("dialog .error")).to_be_visible()


def _make_offer(visit: Visit) -> None:
    visit.page.locator("main form input").first.fill("c-senior")
    visit.page.locator('main button[type="submit"]').click()
    expect(visit.page.locator("svg.qr")).to_be_visible()


def _miss_citizen(visit: Visit) -> None:
    visit.page.locator('main button[type="submit"]').click()
    expect(visit.page.locator(".error")).to_be_visible()


def _find_card(visit: Visit) -> None:
    visit.page.locator("main form input").first.fill("c" * 32)
    visit.page.locator('main button[type="submit"]').click()
    visit.page.locator("main .button.danger").click()
    expect(visit.page.locator("dialog")).to_be_visible()


def _find_nothing(visit: Visit) -> None:
    visit.page.locator("main form input").first.fill("nothing")
    visit.page.locator('main button[type="submit"]').click()
    expect(visit.page.locator(".note.failed")).to_be_visible()


def _revoke_device(visit: Visit) -> None:
    visit.page.locator("main .pill").last.click()
    visit.page.locator("main form input").first.fill("key:" + "k" * 43)
    visit.page.locator('main button[type="submit"]').click()
    visit.page.locator("dialog .button.filled").click()
    expect(visit.page.locator("form .note")).to_be_visible()


def _ask_to_halt(visit: Visit) -> None:
    visit.page.locator("main .button.danger").click()
    expect(visit.page.locator("dialog")).to_be_visible()


def _halt(visit: Visit) -> None:
    _ask_to_halt(visit)
    visit.page.locator("dialog .button.filled").click()
    expect(visit.page.locator(".halt-strip")).to_be_visible()
    expect(visit.page.locator("main dl")).to_be_visible()


def _make_client(visit: Visit) -> None:
    visit.page.locator("main form input").first.fill("welfare-office")
    visit.page.locator('main form input[type="checkbox"]').first.check()
    visit.page.locator('main button[type="submit"]').click()
    expect(visit.page.locator("main .address").first).to_be_visible()


def _make_nameless_client(visit: Visit) -> None:
    visit.page.locator('main button[type="submit"]').click()
    expect(visit.page.locator(".error")).to_be_visible()


def _nothing(_visit: Visit) -> None:
    """The screen as it opens."""


# Each screen and each state of it that looks different: the path, and what somebody does there.
SCREENS: Mapping[str, tuple[str, Callable[[Visit], None]]] = {
    "queue": ("queue", _nothing),
    "application": (f"queue/{APPLICATION}", _nothing),
    "application, refusing": (f"queue/{APPLICATION}", _open_refusal),
    "application, unknown": ("queue/ffff", _nothing),
    "offer": ("offers", _nothing),
    "offer, made": ("offers", _make_offer),
    "offer, error": ("offers", _miss_citizen),
    "bulk": ("bulk", _nothing),
    "bulk job": (f"bulk/{JOB}", _nothing),
    "find": ("find", _nothing),
    "find, nothing": ("find", _find_nothing),
    "find, revoking": ("find", _find_card),
    "stop": ("stop", _nothing),
    "stop, device": ("stop", _revoke_device),
    "halt": ("halt", _nothing),
    "halt, asking": ("halt", _ask_to_halt),
    "halt, lasting": ("halt", _halt),
    "clients": ("clients", _nothing),
    "clients, key": ("clients", _make_client),
    "clients, error": ("clients", _make_nameless_client),
    "keys": ("keys", _nothing),
    "health": ("health", _nothing),
    "audit": ("audit", _nothing),
    "staff": ("staff", _nothing),
    "enrolment": ("enrolment/good", _nothing),
    "enrolment, unknown": ("enrolment/bad", _nothing),
}
SIGNED_OUT: Mapping[str, tuple[str, Callable[[Visit], None]]] = {
    "sign-in": ("", _nothing),
    "sign-in, second step": ("", _begin_signing_in),
}
ALL = SCREENS | SIGNED_OUT


def bring(visit: Visit, screen: str, backend: OfficeBackend) -> Visit:
    """Bring a screen into the state that is looked at."""
    path, act = ALL[screen]
    backend.signed_in = screen not in SIGNED_OUT
    visit.open(path)
    act(visit)
    return visit
