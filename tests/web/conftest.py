"""The office's pages in a browser, over a stand-in for the service behind them."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import Browser

from issuer.http.office_pages import BUILT_PAGES
from tests.support.browser import Look, a_chromium, a_context, served, watched_page
from tests.support.missing import skip_or_fail
from tests.support.office_backend import OfficeBackend
from tests.web.visit import Visit

Visiting = Callable[..., Visit]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """For one file: Playwright keeps an event loop running, which no other test could bear."""
    if not (BUILT_PAGES / "index.html").exists():
        skip_or_fail("the pages are not built: make test builds them")
    with a_chromium() as browser:
        yield browser


@pytest.fixture
def backend() -> OfficeBackend:
    return OfficeBackend(pages=BUILT_PAGES, signed_in=True)


@pytest.fixture
def visit(chromium: Browser, backend: OfficeBackend) -> Iterator[Visiting]:
    """Opens the office's pages as somebody has set them up. In the end no console may have complained."""
    with ExitStack() as stack:
        origin = stack.enter_context(served(backend.app()))
        visits = []

        def open_as(look: Look | None = None) -> Visit:
            context = stack.enter_context(a_context(chromium, look or Look()))
            page, complaints = watched_page(context)
            visits.append(complaints)
            return Visit(page=page, address=f"{origin}/office/", complaints=complaints)

        yield open_as
        assert [line for complaints in visits for line in complaints.lines] == []
