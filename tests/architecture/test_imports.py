"""The arrows between the packages, and what the command line loads before it knows what to do."""

import subprocess
import sys

import pytest
from importlinter.cli import lint_imports

from tests.architecture.sources import ROOT

HEAVY = (
    "web3",
    "eth",
    "eth_account",
    "fastapi",
    "starlette",
    "sqlalchemy",
    "alembic",
    "httpx",
    "cryptography",
)
HELP = """
import runpy, sys
sys.argv = ["citywallet", *sys.argv[1:]]
try:
    from city.cli import main
    main()
except SystemExit as end:
    status = end.code or 0
else:
    status = 0
loaded = sorted({name.partition(".")[0] for name in sys.modules})
print("LOADED", status, *loaded)
"""


def test_the_packages_import_each_other_only_along_the_arrows(capsys: pytest.CaptureFixture[str]) -> None:
    status = lint_imports(config_filename=str(ROOT / "pyproject.toml"), no_cache=True)
    assert status == 0, capsys.readouterr().out


def test_the_drawing_of_the_packages_shows_what_they_import() -> None:
    done = subprocess.run(
        [sys.executable, "tools/draw_architecture.py", "--check"], cwd=ROOT, capture_output=True, check=False
    )
    assert done.returncode == 0, "draw it again: python tools/draw_architecture.py"


@pytest.mark.parametrize(
    "arguments", [["--help"], ["issuer", "--help"], ["wallet", "--help"], ["verifier", "--help"]]
)
def test_help_is_shown_without_loading_anything_heavy(arguments: list[str]) -> None:
    done = subprocess.run(
        [sys.executable, "-c", HELP, *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )
    lines = [line for line in done.stdout.splitlines() if line.startswith("LOADED ")]
    assert lines, done.stderr
    _, status, *loaded = lines[0].split()
    assert status == "0", done.stdout
    assert sorted(set(HEAVY) & set(loaded)) == []
