"""What the environment says to a process about failpoints."""

import subprocess
import sys

from citywallet.runtime.settings import child_environment

PASS_THREE_TIMES = """
from citywallet.runtime.failpoint import failpoint
for passage in (1, 2, 3):
    failpoint("a.place")
    print(passage, flush=True)
"""


def run_with(**environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", PASS_THREE_TIMES],
        env=child_environment(environment),
        capture_output=True,
        text=True,
        check=False,
    )


def test_process_passes_every_failpoint_where_the_environment_is_silent() -> None:
    assert run_with().stdout.split() == ["1", "2", "3"]


def test_process_is_killed_at_the_passage_that_was_asked_for() -> None:
    ended = run_with(CITYWALLET_FAILPOINT="a.place", CITYWALLET_FAILPOINT_AT="2")
    assert (ended.returncode, ended.stdout.split()) == (-9, ["1"])


def test_process_fails_at_the_passage_that_was_asked_for() -> None:
    ended = run_with(CITYWALLET_FAILPOINT="a.place", CITYWALLET_FAILPOINT_ACT="raise")
    assert (ended.returncode, "FailpointReached: a.place" in ended.stderr) == (1, True)


def test_process_with_an_unknown_act_does_not_begin() -> None:
    ended = run_with(CITYWALLET_FAILPOINT="a.place", CITYWALLET_FAILPOINT_ACT="dance")
    assert ended.returncode == 1
    assert "CITYWALLET_FAILPOINT_ACT" in ended.stderr
