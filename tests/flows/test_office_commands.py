"""`citywallet issuer staff` and `issuer audit` against a running city, and signing in as one of its staff."""

import json
from pathlib import Path

import httpx
import pytest
from click.testing import Result
from sqlalchemy import create_engine, text
from typer.testing import CliRunner

from city.cli import app
from city.town import Town


def run(town: Town, *arguments: str) -> Result:
    environment = {"CITYWALLET_CITY_FILE": str(town.layout.city_file)}
    return CliRunner().invoke(app, ["issuer", *arguments], env=environment)


def test_the_city_founds_somebody_for_each_role_who_can_sign_in(town: Town) -> None:
    listed = json.loads(run(town, "staff", "list", "--json").stdout)
    assert [(each["user"], each["state"]) for each in listed] == [
        (role, "active") for role in ("administrator", "approver", "auditor", "teller")
    ]
    assert town.layout.city_file.stat().st_mode & 0o077 == 0
    password, code = run(town, "staff", "code", "teller").stdout.split()
    url = town.addresses.issuer.url
    with httpx.Client(base_url=url, headers={"Origin": url}) as browser:
        shown = {"user": "teller", "password": password}
        begun = browser.post("/api/v1/office/sign-in", json=shown)
        assert begun.status_code == 200
        cookie = {"Cookie": begun.headers["set-cookie"].partition(";")[0]}
        # The code of this half minute may be the one with which the city enrolled.
        finished = browser.post("/api/v1/office/sign-in/totp", json={"code": code}, headers=cookie)
        assert finished.status_code in (200, 401)
    assert run(town, "staff", "code", "nobody").exit_code == 1


@pytest.mark.threat(83)
def test_a_log_that_was_cut_is_found_by_a_head_kept_elsewhere(town: Town, tmp_path: Path) -> None:
    head = tmp_path / "head.jws"
    assert run(town, "staff", "add", "one.more", "--name", "x", "--role", "teller").exit_code == 0
    assert run(town, "audit", "--save-head", str(head)).exit_code == 0
    assert run(town, "audit", "--check").exit_code == 0
    assert run(town, "audit", "--against", str(head)).exit_code == 0
    head.write_text("x")
    assert run(town, "audit", "--against", str(head)).exit_code == 1
    assert run(town, "audit", "--save-head", str(head)).exit_code == 0
    engine = create_engine(f"sqlite:///{town.layout.database('issuer')}")
    with engine.begin() as connection:
        newest = "(SELECT max(number) FROM audit_entries)"
        kept = (
            connection.execute(text(f"SELECT * FROM audit_entries WHERE number = {newest}")).mappings().one()
        )
        connection.execute(text(f"DELETE FROM audit_entries WHERE number = {newest}"))
        connection.execute(
            text(
                f"UPDATE audit_head SET number = {newest}, "
                f"digest = (SELECT digest FROM audit_entries WHERE number = {newest})"
            )
        )
    assert run(town, "audit", "--check").exit_code == 0
    assert run(town, "audit", "--against", str(head)).exit_code == 1
    with engine.begin() as connection:  # put back for the tests that come after
        names = ", ".join(kept)
        marks = ", ".join(f":{name}" for name in kept)
        connection.execute(text(f"INSERT INTO audit_entries ({names}) VALUES ({marks})"), dict(kept))
        connection.execute(text("UPDATE audit_head SET number = :number, digest = :digest"), dict(kept))
    engine.dispose()
    assert run(town, "audit", "--against", str(head)).exit_code == 0
