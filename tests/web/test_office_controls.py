"""Every control of the office can be hit by a finger, reached by Tab, and read with widened text."""

import pytest

from tests.support.accessibility import keyboard_faults, lost_with_spacing, small_print, small_targets
from tests.support.browser import Look
from tests.support.office_backend import OfficeBackend
from tests.web.conftest import Visiting
from tests.web.visit import ALL, bring


@pytest.mark.parametrize("width", [360, 1440])
@pytest.mark.parametrize("screen", ALL)
def test_controls_are_large_and_reached_by_keyboard(
    visit: Visiting, backend: OfficeBackend, screen: str, width: int
) -> None:
    page = bring(visit(Look(width=width)), screen, backend).page
    assert small_targets(page) == []
    assert small_print(page) == []
    assert lost_with_spacing(page) == []
    assert keyboard_faults(page) == []
