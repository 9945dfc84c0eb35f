from pathlib import Path

import pytest

from citywallet.runtime.failpoint import ArmedFailpoints, FailpointReached, failpoint
from citywallet.runtime.settings import FailpointAct, FailpointSettings


def an_armed(**settings: object) -> ArmedFailpoints:
    return ArmedFailpoints(FailpointSettings.model_validate(settings))


def test_failpoint_does_nothing_where_the_environment_is_silent() -> None:
    failpoint("a.place")


def test_failpoint_raises_once_and_only_at_its_own_name() -> None:
    armed = an_armed(name="a.place", act=FailpointAct.RAISE)
    armed.reach("another.place")
    with pytest.raises(FailpointReached):
        armed.reach("a.place")
    armed.reach("a.place")


def test_failpoint_leaves_a_file_for_each_place_that_was_passed(tmp_path: Path) -> None:
    armed = an_armed(record=tmp_path)
    armed.reach("a.place")
    armed.reach("a.place")
    assert [file.name for file in tmp_path.iterdir()] == ["a.place"]
