"""The command line without a city: clear sentences and an exit status other than 0."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from verifier.cli import app


@pytest.fixture
def runner(tmp_path: Path) -> CliRunner:
    return CliRunner(env={"CITYWALLET_CITY_FILE": str(tmp_path / "city.json")})


@pytest.mark.parametrize("arguments", [["ask", "age-65"], ["result", "id"], ["ask", "age-65", "--json"]])
def test_without_a_city_the_command_says_so(runner: CliRunner, arguments: list[str]) -> None:
    ended = runner.invoke(app, arguments)

    assert ended.exit_code == 1
    assert "There is no city" in ended.stderr
    assert ended.stdout == ""


def test_a_time_that_is_none_is_refused_with_an_example(runner: CliRunner) -> None:
    ended = runner.invoke(app, ["ask", "age-65", "--as-of", "yesterday"])

    assert ended.exit_code == 1
    assert "yesterday is not a time; write it like 2026-03-03T09:00:00+09:00." in ended.stderr


def test_a_file_that_is_not_there_or_no_card_is_refused(runner: CliRunner, tmp_path: Path) -> None:
    korean = tmp_path / "card.txt"
    korean.write_text("카드", encoding="utf-8")

    for file, sentence in ((tmp_path / "missing", "cannot be read"), (korean, "holds no card")):
        ended = runner.invoke(app, ["check", str(file)])
        assert ended.exit_code == 1
        assert sentence in ended.stderr
