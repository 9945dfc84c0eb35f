"""Every screen of the office, in every look, passes what a script can check of accessibility."""

from dataclasses import replace
from typing import Literal

import pytest

from tests.support.accessibility import (
    keyboard_faults,
    lost_with_spacing,
    sideways_scroll,
    small_print,
    small_targets,
    violations,
)
from tests.support.browser import Look
from tests.support.office_backend import OfficeBackend
from tests.web.conftest import Visiting
from tests.web.visit import SCREENS, SIGNED_OUT, Visit

ALL = SCREENS | SIGNED_OUT
LANGUAGES: tuple[Literal["ko", "en"], ...] = ("ko", "en")
LOOKS = {"normal": Look(), "largest": Look(size="170"), "contrast": Look(contrast="high")}
WIDTHS = (360, 1024, 1440)
# The narrowest phone, and a window of 1,280 px that is enlarged to 200 %.
NARROW = (320, 640)


def shown(visit: Visit, screen: str, backend: OfficeBackend) -> None:
    """Bring a screen into the state that is looked at."""
    path, act = ALL[screen]
    backend.signed_in = screen not in SIGNED_OUT
    visit.open(path)
    act(visit)


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("screen", ALL)
def test_axe_finds_nothing(
    visit: Visiting, backend: OfficeBackend, screen: str, language: Literal["ko", "en"], look: str
) -> None:
    seen = visit(replace(LOOKS[look], language=language))
    shown(seen, screen, backend)
    faults = {}
    for width in WIDTHS:
        seen.page.set_viewport_size({"width": width, "height": 900})
        faults[width] = violations(seen.page)
    assert faults == {width: [] for width in WIDTHS}


@pytest.mark.parametrize("screen", ALL)
def test_nothing_scrolls_sideways_on_a_narrow_screen(
    visit: Visiting, backend: OfficeBackend, screen: str
) -> None:
    faults = {}
    for language in LANGUAGES:
        for name, look in LOOKS.items():
            seen = visit(replace(look, language=language))
            shown(seen, screen, backend)
            for width in NARROW:
                seen.page.set_viewport_size({"width": width, "height": 640})
                faults[language, name, width] = sideways_scroll(seen.page)
    assert {place: found for place, found in faults.items() if found} == {}


@pytest.mark.parametrize("width", [360, 1440])
@pytest.mark.parametrize("screen", ALL)
def test_controls_are_large_and_reached_by_keyboard(
    visit: Visiting, backend: OfficeBackend, screen: str, width: int
) -> None:
    seen = visit(Look(width=width))
    shown(seen, screen, backend)
    assert small_targets(seen.page) == []
    assert small_print(seen.page) == []
    assert lost_with_spacing(seen.page) == []
    assert keyboard_faults(seen.page) == []


def test_forced_colours_leave_every_state_readable(visit: Visiting, backend: OfficeBackend) -> None:
    seen = visit(Look())
    seen.page.emulate_media(forced_colors="active")
    shown(seen, "application", backend)
    assert violations(seen.page) == []
