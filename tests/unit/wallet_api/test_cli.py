"""The wallet's commands without a city: a sentence and exit status 1, never a traceback."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from wallet_api.cli import app


@pytest.mark.parametrize(
    "command",
    [
        ["new"],
        ["accept", "x"],
        ["present", "x"],
        ["present", "x", "--yes"],
        ["cards"],
        ["collect"],
        ["refresh"],
        ["history"],
    ],
)
def test_command_without_a_city_says_how_to_start_one(command: list[str], tmp_path: Path) -> None:
    missing = tmp_path / "city.json"
    result = CliRunner().invoke(app, command, env={"CITYWALLET_CITY_FILE": str(missing)})
    assert result.exit_code == 1
    assert "make up" in result.stderr
    assert result.stdout == ""


def test_help_names_every_command() -> None:
    result = CliRunner().invoke(app, ["--help"])
    assert result.exit_code == 0
    for command in ("new", "accept", "present", "cards", "collect", "refresh", "history", "trust-issuer"):
        assert command in result.stdout
