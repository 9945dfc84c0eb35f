"""The pages on which a citizen signs in and agrees, those of the demo provider too, in a running city."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, closing
from dataclasses import dataclass
from urllib.parse import urlencode

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from city.town import Town
from citywallet.protocol.pkce import CodeVerifier, code_challenge_of
from tests.support.accessibility import (
    keyboard_faults,
    lost_with_spacing,
    sideways_scroll,
    small_print,
    small_targets,
    violations,
)
from tests.support.browser import PATIENCE_MS, a_chromium, watched_page
from tests.support.citizen_browser import query_of

Visiting = Callable[[str], "Citizen"]
LOCALES = {"ko": "ko-KR", "en": "en-US"}
WIDTHS = (320, 360, 640, 1024)


@pytest.fixture(scope="module")
def chromium(town: Town) -> Iterator[Browser]:
    """Started after the city, which needs the event loop that Playwright then takes."""
    assert town.runs("identity")
    with a_chromium() as browser:
        yield browser


@dataclass(frozen=True, slots=True)
class Citizen:
    """Somebody in front of the pages of one city."""

    page: Page
    town: Town

    def start(self) -> None:
        """Begin in a wallet that pushes its request, and open what it shows."""
        self.page.goto(pushed(self.town))
        expect(self.page.locator("h1")).to_be_visible()

    def press(self, selector: str) -> None:
        """Press a button, and wait for the next page."""
        self.page.locator(selector).click()
        expect(self.page.locator("h1")).to_be_visible()

    def settle_at(self, url: str) -> None:
        """Wait until the browser is at an address that begins so."""
        self.page.wait_for_url(f"{url}**")

    @property
    def identity(self) -> str:
        """Where the demo provider is."""
        return self.town.addresses.identity.url


@pytest.fixture
def visit(chromium: Browser, town: Town) -> Iterator[Visiting]:
    """Opens a browser in a language. In the end no console may have complained."""
    with ExitStack() as stack:
        visits = []

        def open_in(language: str) -> Citizen:
            context = chromium.new_context(
                viewport={"width": 1024, "height": 900}, reduced_motion="reduce", locale=LOCALES[language]
            )
            context.set_default_timeout(PATIENCE_MS)
            stack.enter_context(closing(context))
            page, complaints = watched_page(context)
            visits.append(complaints)
            return Citizen(page=page, town=town)

        yield open_in
        assert [line for complaints in visits for line in complaints.lines] == []


def pushed(town: Town) -> str:
    """The address that a wallet shows after it has pushed a request."""
    wallet, issuer = town.addresses.wallet.url, town.addresses.issuer.url
    request = {
        "response_type": "code",
        "client_id": wallet,
        "redirect_uri": f"{wallet}/sign-in/callback",
        "code_challenge": code_challenge_of(CodeVerifier("v" * 43)),
        "code_challenge_method": "S256",
        "scope": "citizen-id",
        "state": "s-1",
    }
    answer = httpx.post(f"{issuer}/par", data=request, trust_env=False)
    query = {"client_id": wallet, "request_uri": answer.json()["request_uri"]}
    return f"{issuer}/authorize?{urlencode(query)}"


def _choose(citizen: Citizen) -> None:
    citizen.start()
    citizen.press('button[name="source"]')
    citizen.settle_at(f"{citizen.identity}/authorize")


def _type_nonsense(citizen: Citizen) -> None:
    _choose(citizen)
    citizen.page.locator("#person").fill("no such number")
    citizen.press('button[value="other"]')
    expect(citizen.page.locator('[role="alert"]')).to_be_visible()


def _consent(citizen: Citizen) -> None:
    _choose(citizen)
    citizen.page.locator(".people button").first.click()
    expect(citizen.page.locator('button[value="accept"]')).to_be_visible()


def _be_nobody(citizen: Citizen) -> None:
    _choose(citizen)
    citizen.page.locator("#person").fill("c-nobody")
    citizen.press('button[value="other"]')
    citizen.settle_at(f"{citizen.town.addresses.issuer.url}/sign-in/demo/callback")


def _come_from_nowhere(citizen: Citizen) -> None:
    citizen.page.goto(f"{citizen.identity}/authorize")


SCREENS: Mapping[str, Callable[[Citizen], None]] = {
    "sign-in": Citizen.start,
    "provider": _choose,
    "provider, wrong number": _type_nonsense,
    "provider, from nowhere": _come_from_nowhere,
    "consent": _consent,
    "problem": _be_nobody,
}


@pytest.mark.parametrize("language", LOCALES)
@pytest.mark.parametrize("screen", SCREENS)
def test_every_screen_passes_the_gate_at_every_width(visit: Visiting, screen: str, language: str) -> None:
    citizen = visit(language)
    SCREENS[screen](citizen)
    page = citizen.page
    assert page.locator("html").get_attribute("lang") == language
    faults = {}
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        faults[width] = [*violations(page), *sideways_scroll(page), *small_targets(page)]
    faults[0] = [*small_print(page), *lost_with_spacing(page), *keyboard_faults(page)]
    assert {width: found for width, found in faults.items() if found} == {}


@pytest.mark.parametrize("screen", ["provider", "consent"])
def test_forced_colours_leave_every_screen_readable(visit: Visiting, screen: str) -> None:
    citizen = visit("ko")
    citizen.page.emulate_media(forced_colors="active")
    SCREENS[screen](citizen)
    assert violations(citizen.page) == []


def test_language_is_changed_on_each_page_and_stays(visit: Visiting) -> None:
    citizen = visit("ko")
    citizen.start()
    citizen.page.get_by_role("link", name="English").click()
    expect(citizen.page.locator("h1")).to_have_text("First, please sign in")
    citizen.press('button[name="source"]')
    citizen.page.get_by_role("link", name="English").click()
    expect(citizen.page.locator("h1")).to_have_text("Who do you want to be?")
    citizen.page.locator(".people button").first.click()
    expect(citizen.page.locator("h1")).to_contain_text("receive this card?")


def _press_by_keyboard(page: Page, selector: str) -> None:
    """Reach a control by Tab alone, and press it."""
    page.locator("body").press("Tab")
    for _ in range(40):
        if page.evaluate("(selector) => document.activeElement?.matches(selector) ?? false", selector):
            page.keyboard.press("Enter")
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab does not reach {selector}")


def test_citizen_gets_from_the_pushed_request_to_the_code_by_keyboard_alone(visit: Visiting) -> None:
    citizen = visit("ko")
    page, addresses = citizen.page, citizen.town.addresses
    citizen.start()
    _press_by_keyboard(page, 'button[name="source"]')
    citizen.settle_at(f"{addresses.identity.url}/authorize")
    _press_by_keyboard(page, ".people button")
    citizen.settle_at(f"{addresses.issuer.url}/consent")
    _press_by_keyboard(page, 'button[value="accept"]')
    citizen.settle_at(f"{addresses.wallet.url}/sign-in/callback")
    answer = query_of(page.url)
    assert set(answer) == {"code", "state", "iss"}
    assert (answer["state"], answer["iss"]) == ("s-1", addresses.issuer.url)
