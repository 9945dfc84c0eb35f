"""What a test needs and a machine may lack: then it is skipped, with one line that says why.

With `CITYWALLET_REQUIRE_ALL=1`, as in continuous integration, it fails instead.
"""

import os
import shutil
from collections.abc import Iterable
from pathlib import Path

import pytest


def skip_or_fail(what: str) -> None:
    """Skip the test, or the module that calls this, for the lack of something."""
    if os.environ.get("CITYWALLET_REQUIRE_ALL") == "1":
        pytest.fail(what)
    pytest.skip(what, allow_module_level=True)


def require_program(name: str, *, package: str) -> None:
    """Skip where a program of a Debian package is missing."""
    if shutil.which(name) is None:
        skip_or_fail(f"the program {name} is missing: install the package {package}")


def require_file(candidates: Iterable[Path], *, package: str) -> Path:
    """The first of these files that exists; skip where a Debian package is missing that brings it."""
    found = next((path for path in candidates if path.exists()), None)
    if found is None:
        skip_or_fail(f"the package {package} is missing")
        raise AssertionError
    return found
