"""The system's Chromium, and pages of our services in it as one person or another looks at them."""

import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Literal

import uvicorn
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright
from starlette.types import ASGIApp

from citywallet.runtime.serve import listen
from tests.support.missing import skip_or_fail

PATIENCE_MS = 15_000
# The first does the same without the windows and menus of a desktop browser, in half the time.
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser")


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """How somebody has set up the pages, and how wide their window is."""

    language: Literal["ko", "en"] = "ko"
    size: Literal["100", "120", "140", "170"] = "100"
    contrast: Literal["normal", "high"] = "normal"
    width: int = 1440
    height: int = 900


@dataclass(slots=True)
class Complaints:
    """What the browser's console said of a page: errors of the page, of its policy, of what it asked for."""

    lines: list[str] = field(default_factory=list)

    def note(self, message: ConsoleMessage) -> None:
        # What the service refused is the page's to explain, and no fault of the page.
        if message.type in ("error", "warning") and "status of 4" not in message.text:
            self.lines.append(message.text)


@contextmanager
def a_chromium() -> Iterator[Browser]:
    """The browser of the system; no browser is downloaded."""
    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    if path is None:
        skip_or_fail("a browser is missing: install the package chromium-headless-shell or chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def a_context(browser: Browser, look: Look) -> Iterator[BrowserContext]:
    """A browser without a past, set up as `look` says."""
    context = browser.new_context(
        viewport={"width": look.width, "height": look.height}, reduced_motion="reduce", locale="ko-KR"
    )
    context.set_default_timeout(PATIENCE_MS)
    kept = {"language": look.language, "size": look.size, "contrast": look.contrast}
    lines = [f"localStorage.setItem('citywallet.{name}', '{value}');" for name, value in kept.items()]
    context.add_init_script("if (location.protocol === 'http:') {" + "".join(lines) + "}")
    try:
        yield context
    finally:
        context.close()


def watched_page(context: BrowserContext) -> tuple[Page, Complaints]:
    """A page, and what its console says from now on."""
    page, complaints = context.new_page(), Complaints()
    page.on("console", lambda message: complaints.note(message))
    page.on("pageerror", lambda error: complaints.lines.append(str(error)))
    return page, complaints


def dress(page: Page, look: Look) -> None:
    """Give an open page another size and contrast, by the same two classes that its own controls set."""
    page.evaluate(
        """([size, contrast]) => {
          const root = document.documentElement;
          for (const each of [...root.classList]) if (each.startsWith('size-')) root.classList.remove(each);
          root.classList.add(`size-${size}`);
          root.classList.toggle('high-contrast', contrast === 'high');
        }""",
        [look.size, look.contrast],
    )


@contextmanager
def served(app: ASGIApp) -> Iterator[str]:
    """An application on a free port of loopback, by the address that people would type."""
    sockets = listen(port=0)
    server = uvicorn.Server(uvicorn.Config(app, log_level="error", lifespan="off"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": sockets}, daemon=True)
    thread.start()
    try:
        yield f"http://localhost:{sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(timeout=10)
        for each in sockets:
            each.close()
