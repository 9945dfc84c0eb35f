"""What a judge needs and a machine may lack: then its tests are skipped, with one line that says why."""

import shutil
from importlib.util import find_spec
from pathlib import Path

from tests.support.missing import skip_or_fail

JUDGES = Path(__file__).parent / "judges"


def require_package(name: str) -> None:
    """Skip the module that calls this where a Python package of the group `peers` is missing."""
    if find_spec(name) is None:
        skip_or_fail(f"the Python package {name} is missing: `make test` installs it")


def require_npm_judges() -> None:
    """Skip where Node or the packages of the npm judges are missing."""
    if shutil.which("node") is None:
        skip_or_fail("Node is missing, which runs the npm judges")
    if not (JUDGES / "node_modules" / "@openid4vc").is_dir():
        skip_or_fail("the npm judges are missing: `make test` installs them")
