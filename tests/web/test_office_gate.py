"""Every screen of the office, in every look, passes what a script can check of accessibility."""

import pytest

from tests.support.accessibility import sideways_scroll, violations
from tests.support.browser import Look, dress
from tests.support.office_backend import OfficeBackend
from tests.web.conftest import Visiting
from tests.web.visit import ALL, LANGUAGES, Language, bring

LOOKS = {"normal": Look(), "largest": Look(size="170"), "contrast": Look(contrast="high")}
WIDTHS = (360, 1024)
# The narrowest phone, and a window of 1,280 px that is enlarged to 200 %.
NARROW = (320, 640)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("screen", ALL)
def test_every_look_of_a_screen_is_without_fault(
    visit: Visiting, backend: OfficeBackend, screen: str, language: Language
) -> None:
    """Axe finds nothing at any width, and nothing scrolls sideways on a narrow screen."""
    page = bring(visit(Look(language=language)), screen, backend).page
    faults = {}
    for name, look in LOOKS.items():
        dress(page, look)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            faults[name, width] = violations(page)
        for width in NARROW:
            page.set_viewport_size({"width": width, "height": 640})
            faults[name, width] = sideways_scroll(page)
    assert {place: found for place, found in faults.items() if found} == {}


def test_forced_colours_leave_every_state_readable(visit: Visiting, backend: OfficeBackend) -> None:
    seen = visit(Look())
    seen.page.emulate_media(forced_colors="active")
    assert violations(bring(seen, "application", backend).page) == []
