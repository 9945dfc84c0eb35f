"""The demo checks what it tells: a step that differs ends the story."""

from datetime import date

import pytest

from city.demo.answers import Asked, Change, Judged
from city.demo.narrator import Narrator, StoryDiffers
from city.demo.register_file import demo_register

DAY = date(2026, 11, 23)


def a_report(**status_evidence: object) -> Judged:
    finding = {
        "check": "status",
        "outcome": "passed",
        "reason": None,
        "label": {"ko": "상태", "en": "Not cancelled"},
        "evidence": status_evidence,
    }
    report = {"reason": "accepted", "sentence": {"ko": "네", "en": "Confirmed."}, "findings": [finding]}
    return Judged(decision="accepted", report=report)


def test_step_that_differs_ends_the_story(capsys: pytest.CaptureFixture[str]) -> None:
    narrator = Narrator()
    narrator.scene("A desk asks.")
    narrator.expect("decision", found="accepted", wanted="accepted")
    with pytest.raises(StoryDiffers, match="Step 1 differs: decision should be 'refused', but is 'accepted'"):
        narrator.expect("decision", found="accepted", wanted="refused")
    assert narrator.checks == 1
    assert "✓ decision: accepted" in capsys.readouterr().out


def test_long_lines_are_cut_so_that_links_and_codes_are_not_given_away(
    capsys: pytest.CaptureFixture[str],
) -> None:
    Narrator().received("x" * 500)
    assert "x" * 77 not in capsys.readouterr().out


def test_wallet_that_does_not_say_what_it_sent_ends_the_story() -> None:
    with pytest.raises(StoryDiffers):
        Asked(id="1", link="openid4vp://").remember({"outcome": "presented", "sent": None})


def test_register_file_is_the_same_on_the_same_day_and_has_its_senior() -> None:
    register = demo_register(day=DAY)
    assert demo_register(day=DAY) == register
    assert register.content.count(b"\n") == register.rows + 1
    assert register.senior.resident
    assert register.senior.age_on(DAY) >= 65


def test_head_before_the_time_asked_about_is_the_one_that_proves_it() -> None:
    assert a_report(head="a", head_before="b", head_after="c").head_of_status() == "b"
    assert a_report(head="a").head_of_status() == "a"
    assert a_report().head_of_status() is None


@pytest.mark.parametrize(
    ("sequence", "anchored_at", "published", "anchored"),
    [(None, None, False, False), (2, None, True, False), (2, "2026-11-23T09:00:00Z", True, True)],
)
def test_change_is_published_before_it_is_anchored(
    sequence: int | None, anchored_at: str | None, published: bool, anchored: bool
) -> None:
    change = Change(sequence=sequence, anchored_at=anchored_at)
    assert (change.is_published, change.is_anchored) == (published, anchored)
