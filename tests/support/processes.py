"""Python processes of their own, for tests of what two of them do to each other."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent


@contextmanager
def a_process(module: str, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    """`python -m module arguments…`, killed at the end if it still runs. Its first line must be `ready`."""
    with subprocess.Popen(
        [sys.executable, "-m", module, *arguments],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def wait_until_ready(process: subprocess.Popen[str]) -> None:
    """Return when the process has printed `ready`."""
    assert process.stdout is not None
    line = process.stdout.readline()
    assert line == "ready\n", line


def let_go(process: subprocess.Popen[str]) -> None:
    """Tell a process that waits for a line to go on."""
    assert process.stdin is not None
    process.stdin.write("\n")
    process.stdin.flush()


def finish(process: subprocess.Popen[str], *, timeout_seconds: float = 60) -> tuple[int, str]:
    """Wait for the end of a process: its exit status and what it said on standard error."""
    _, errors = process.communicate(timeout=timeout_seconds)
    return process.returncode, errors
