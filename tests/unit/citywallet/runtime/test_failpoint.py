import subprocess
import sys
from pathlib import Path

import pytest

from citywallet.runtime.failpoint import ArmedFailpoints, FailpointReached, failpoint
from citywallet.runtime.settings import FailpointAct, FailpointSettings, child_environment

PASS_THREE_TIMES = """
from citywallet.runtime.failpoint import failpoint
for passage in (1, 2, 3):
    failpoint("a.place")
    print(passage, flush=True)
"""


def an_armed(**settings: object) -> ArmedFailpoints:
    return ArmedFailpoints(FailpointSettings.model_validate(settings))


def run_with(**environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", PASS_THREE_TIMES],
        env=child_environment(environment),
        capture_output=True,
        text=True,
        check=False,
    )


def test_failpoint_does_nothing_where_the_environment_is_silent() -> None:
    failpoint("a.place")
    assert run_with().stdout.split() == ["1", "2", "3"]


def test_failpoint_kills_its_process_at_the_passage_that_was_asked_for() -> None:
    ended = run_with(CITYWALLET_FAILPOINT="a.place", CITYWALLET_FAILPOINT_AT="2")
    assert (ended.returncode, ended.stdout.split()) == (-9, ["1"])


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
