"""`citywallet wallet` against a running city: what it prints, and exit status 0 only when it happened."""

import json
from collections.abc import Callable
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

    def run(*arguments: str, answer: str | None = None) -> Result:
        return CliRunner().invoke(app, arguments, env=environment, input=answer)

    return run


def succeed(run: Run, *arguments: str) -> Any:
    """Run a command that must succeed, and read its JSON."""
    result = run(*arguments, "--json")
    assert result.exit_code == 0, result.stderr
    return json.loads(result.stdout)


def ask(run: Run) -> str:
    """A desk's question; gives the link."""
    return str(succeed(run, "verifier", "ask", "incheon-resident")["request_uri"])


def an_offer(run: Run) -> tuple[str, str]:
    """An offer to a citizen, with its digits."""
    citizen = succeed(run, "issuer", "citizens", "--limit", "1")[0]["id"]
    offered = succeed(run, "issuer", "offer", "--type", "citizen-id", "--citizen", citizen, "--tx-code")
    return offered["credential_offer_uri"], offered["tx_code"]


def test_citizen_receives_a_card_and_decides_about_each_request(run: Run) -> None:
    wallet = succeed(run, "wallet", "new")["id"]
    link, tx_code = an_offer(run)
    wrong = "000000" if tx_code != "000000" else "111111"
    for given in ([], ["--tx-code", wrong]):
        refused = run("wallet", "accept", link, *given)
        assert (refused.exit_code, refused.stdout) == (1, "")
    (card,) = succeed(run, "wallet", "accept", link, "--tx-code", tx_code)["cards"]
    again = run("wallet", "accept", link, "--tx-code", tx_code)
    assert (again.exit_code, "이미 받은 카드예요" in again.stderr) == (1, True)
    assert [held["id"] for held in succeed(run, "wallet", "cards")] == [card["id"]]

    declined = run("wallet", "present", ask(run), answer="n\n")
    assert declined.exit_code == 1
    assert "제출하지 않았어요. 나간 정보는 없어요." in declined.output
    assert "인천광역시 거주: 예" in declined.stderr or "인천광역시 거주: 아니요" in declined.stderr

    submitted = run("wallet", "present", ask(run), answer="y\n")
    assert submitted.exit_code == 0, submitted.output
    assert succeed(run, "wallet", "present", ask(run), "--yes")["outcome"] == "presented"

    entries = succeed(run, "wallet", "history", "--wallet", wallet)
    assert [entry["outcome"] for entry in entries] == ["presented", "presented", "declined"]


def test_forged_link_is_a_red_stop(run: Run) -> None:
    succeed(run, "wallet", "new")
    link = ask(run)
    forged = link.replace("x509_hash%3A", "x509_hash%3AA", 1)
    result = run("wallet", "present", forged, "--yes")
    assert result.exit_code == 1
    assert "확인되지 않은 곳이에요. 제출하지 마세요." in result.stderr
