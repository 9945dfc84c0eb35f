"""`citywallet issuer bulk` against a running city: a file, its dry run, its offers, and cards from them."""

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from typer.testing import CliRunner

from city.cli import app
from city.town import Town

Run = Callable[..., Result]


@pytest.fixture
def run(town: Town) -> Run:
    environment = {"CITYWALLET_CITY_FILE": str(town.layout.city_file)}
    return lambda *arguments: CliRunner().invoke(app, arguments, env=environment)


@pytest.fixture
def everybody(run: Run, tmp_path: Path) -> Path:
    """A file of all the people of the city, and of one who is nobody."""
    listed = json.loads(run("issuer", "citizens", "--limit", "10000", "--json").stdout)
    file = tmp_path / "everybody.csv"
    file.write_text("\n".join(("citizen_id", *(each["id"] for each in listed), "c-nobody")), encoding="utf-8")
    return file


def outcome_of(run: Run, *arguments: str) -> dict[str, Any]:
    result = run("issuer", *arguments, "--json")
    assert result.exit_code in (0, 1), result.output
    outcome: dict[str, Any] = json.loads(result.stdout)
    return outcome


@pytest.mark.threat(48)
@pytest.mark.parametrize("type_id", ["residence", "family", "senior", "volunteer-hours", "mileage"])
def test_a_type_goes_to_everybody_who_is_entitled(
    run: Run, everybody: Path, tmp_path: Path, type_id: str
) -> None:
    dry = outcome_of(run, "bulk", str(everybody), "--type", type_id, "--dry-run")
    assert (dry["state"], dry["done"]) == ("checked", 0)
    assert dry["ready"] > 0
    offers = tmp_path / "offers.csv"
    done = outcome_of(run, "bulk-resume", dry["id"], "--offers", str(offers))
    assert (done["state"], done["done"]) == ("done", dry["ready"])
    assert "citizen_unknown" in {row["code"] for row in done["refused_rows"]}
    made = list(csv.DictReader(offers.read_text(encoding="utf-8").splitlines()))
    assert len(made) == done["done"]
    assert run("wallet", "new", "--json").exit_code == 0
    offer = made[0]
    accepted = run("wallet", "accept", offer["credential_offer_uri"], "--tx-code", offer["tx_code"], "--json")
    assert accepted.exit_code == 0, accepted.output


def test_a_run_tells_people_which_rows_were_refused_and_fails(run: Run, everybody: Path) -> None:
    result = run("issuer", "bulk", str(everybody), "--type", "residence")
    assert result.exit_code == 1
    assert "시민 명부에 없는 시민입니다." in result.stdout
    listed = run("issuer", "bulk-jobs")
    assert "residence  done" in listed.stdout
