"""`citywallet demo` as a judge: it ends well only if the city does what it should."""

from pathlib import Path

import pytest

from city.demo import run_demo
from city.town import Town


def test_demo_ends_well_against_a_running_city_as_often_as_one_likes(
    town: Town, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_demo(town.layout.root, throw_away=False) == 0
    assert run_demo(town.layout.root, throw_away=False) == 0
    told = capsys.readouterr().out
    assert "0 new, 0 changed, 40 unchanged" in told, "the second import of the same file changes nothing"


def test_demo_ends_with_status_1_and_a_sentence_where_a_service_is_gone(
    town: Town, capsys: pytest.CaptureFixture[str]
) -> None:
    town.kill("wallet")
    try:
        assert run_demo(town.layout.root, throw_away=False) == 1
    finally:
        town.restart("wallet")
    assert "The story broke off: Nothing answers at" in capsys.readouterr().err


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_demo_starts_and_throws_away_a_city_where_none_runs(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], scheme: str
) -> None:
    assert run_demo(tmp_path / "var", throw_away=False, tls=scheme == "https") == 0
    told = capsys.readouterr().out
    assert "thrown away afterwards" in told
    assert f"the same form to {scheme}://localhost:" in told
    assert list(tmp_path.iterdir()) == [], "it left something behind"
