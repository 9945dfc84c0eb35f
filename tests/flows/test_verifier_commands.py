"""`citywallet verifier` against a running city: what it prints, and when its exit status is 0."""

import asyncio
import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from click.testing import Result
from typer.testing import CliRunner

from city.cli import app
from city.demo.actors import Actors
from city.town import Town
from tests.support.stranger import StrangerWallet

Run = Callable[..., Result]


@pytest.fixture
def run(town: Town) -> Run:
    environment = {"CITYWALLET_CITY_FILE": str(town.layout.city_file)}

    def run(*arguments: str, stdin: str | None = None) -> Result:
        return CliRunner().invoke(app, ["verifier", *arguments], env=environment, input=stdin)

    return run


@pytest.fixture
async def card(actors: Actors) -> StrangerWallet:
    """A wallet that shows its card's text, with the citizen ID of a resident over 65."""
    wallet = StrangerWallet(now=int(datetime.now(UTC).timestamp()))
    offer = await actors.issuer.offer(type_id="citizen-id", citizen=actors.city.citizens[0], tx_code=True)
    await asyncio.to_thread(wallet.receive, offer.credential_offer_uri, offer.tx_code)
    wallet.http.close()
    return wallet


async def read(run: Run, *arguments: str, stdin: str | None = None) -> Any:
    """Run a command that must succeed, beside the running test, and read its JSON."""
    ended = await asyncio.to_thread(run, *arguments, "--json", stdin=stdin)
    assert ended.exit_code == 0, ended.output
    return json.loads(ended.stdout)


async def test_a_question_is_asked_and_stands_open(run: Run) -> None:
    asked = await read(run, "ask", "senior-resident")
    assert set(asked) == {"id", "request_uri"}
    assert asked["request_uri"].startswith("openid4vp://?")

    result = await read(run, "result", asked["id"])

    assert result == {"state": "pending", "decision": None, "report": None}


async def test_a_refusal_is_an_answer_and_no_failure_of_the_command(run: Run, card: StrangerWallet) -> None:
    token, separator, disclosures = card.sd_jwt.partition("~")
    forged = "".join((token[:-30], token[-20:-10], token[-30:-20], token[-10:], separator, disclosures))

    for text, decision in ((card.sd_jwt, "accepted"), (forged, "refused")):
        judged = await read(run, "check", "-", stdin=text)
        assert judged["decision"] == decision
        (holder,) = [one for one in judged["report"]["findings"] if one["check"] == "holder_binding"]
        assert judged["report"]["reason"] in ("accepted", "altered")
        assert holder["outcome"] in ("not_used", "not_reached")


async def test_a_card_is_checked_about_a_past_time(run: Run, card: StrangerWallet) -> None:
    judged = await read(run, "check", "-", "--as-of", "2020-01-01", stdin=card.sd_jwt)

    assert judged["decision"] == "refused"
    assert judged["report"]["as_of"] == "2019-12-31T15:00:00Z"


async def test_people_read_the_report_in_both_languages(run: Run, card: StrangerWallet) -> None:
    ended = await asyncio.to_thread(run, "check", "-", stdin=card.sd_jwt)

    assert ended.exit_code == 0
    assert "accepted" in ended.stdout
    assert "확인됐어요." in ended.stdout
    assert "Confirmed." in ended.stdout
    assert "취소·정지 여부 / Not cancelled, not paused" in ended.stdout


@pytest.mark.parametrize(
    "arguments",
    [
        ["ask", "shoe-size"],
        ["ask", "age-65", "--as-of", "2099-01-01"],
        ["result", "no-such-id"],
    ],
)
async def test_what_did_not_happen_ends_with_a_sentence_and_status_1(run: Run, arguments: list[str]) -> None:
    ended = await asyncio.to_thread(run, *arguments)

    assert (ended.exit_code, ended.stdout) == (1, "")
    assert ended.stderr.count("\n") == 1
