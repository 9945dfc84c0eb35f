"""What an officer must approve, in a whole city: somebody applies, an officer decides, the card comes."""

import asyncio
import json
import sys
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from joserfc.jwk import ECKey

from city.demo.actors import Actors
from city.town import Town
from tests.support.code_stranger import CodeStranger
from tests.support.sign_in_town import CitizenAtTown

TYPE = "disability"
WITHIN_SECONDS = 30.0
REASON = {"ko": "서류가 빠졌어요.", "en": "A document is missing."}


@pytest.fixture
async def http() -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(trust_env=False, timeout=20) as client:
        yield client


@pytest.fixture
def citizen(town: Town, http: httpx.AsyncClient) -> CitizenAtTown:
    return CitizenAtTown(http, town)


async def entitled(actors: Actors, first: int, count: int = 1) -> list[str]:
    """Some citizens of the register, who are now on the list of those who are entitled."""
    known = await actors.issuer.citizens(limit=first + count)
    citizens = [str(each["id"]) for each in known[first:]]
    rows = "".join(f"{each},홍길동,true,true,false\n" for each in citizens)
    await actors.issuer.import_facts(
        f"citizen_id,name,registered,severe,companion\n{rows}".encode(), source="disabilities"
    )
    return citizens


async def stranger_of(town: Town, http: httpx.AsyncClient) -> CodeStranger:
    name = town.addresses.wallet.url
    stranger = CodeStranger(http, town.addresses.issuer.url, name, f"{name}/sign-in/callback")
    await stranger.discover()
    return stranger


async def applied(stranger: CodeStranger, citizen: CitizenAtTown, *, me: str) -> str:
    """Sign in, agree and ask; the transaction that is promised."""
    answer = await citizen.answer(await stranger.begin(scope=TYPE), citizen=me)
    assert (await stranger.redeem(answer)).status_code == 200
    promised = await stranger.credential(TYPE)
    assert promised.status_code == 202, promised.text
    return str(promised.json()["transaction_id"])


async def newest_waiting(actors: Actors) -> str:
    return str((await actors.issuer.applications(state="waiting"))[-1]["id"])


async def living(actors: Actors, citizen: str) -> int:
    issued = await actors.issuer.credentials(citizen=citizen)
    return sum(each["type"] == TYPE and each["state"] == "valid" for each in issued)


@pytest.mark.threat(45)
@pytest.mark.threat(46)
async def test_stranger_collects_once_whatever_others_try_with_its_transaction(
    town: Town, http: httpx.AsyncClient, actors: Actors, citizen: CitizenAtTown
) -> None:
    me, other = await entitled(actors, 20, 2)
    mine, others = await stranger_of(town, http), await stranger_of(town, http)
    transaction = await applied(mine, citizen, me=me)
    assert (await mine.deferred(transaction)).status_code == 202
    assert (await actors.issuer.approve(await newest_waiting(actors)))["state"] == "approved"

    await applied(others, CitizenAtTown(http, town), me=other)
    foreign = await others.deferred(transaction)
    assert (foreign.status_code, foreign.json()["error"]) == (400, "invalid_transaction_id")
    key, mine.dpop_key = mine.dpop_key, ECKey.generate_key("P-256")
    assert (await mine.deferred(transaction)).status_code == 401
    mine.dpop_key = key

    answers = await asyncio.gather(*(mine.deferred(transaction) for _ in range(20)))
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.content for answer in answers}) == 1
    assert await living(actors, me) == 1


async def command(town: Town, *arguments: str) -> Any:
    """Run a command of the wallet that must succeed, and read its JSON."""
    running = await started(town, *arguments)
    output, errors = await running.communicate()
    assert running.returncode == 0, errors.decode()
    return json.loads(output)


async def started(town: Town, *arguments: str) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        *(str(Path(sys.executable).parent / "citywallet"), "wallet", *arguments, "--json"),
        env={"CITYWALLET_CITY_FILE": str(town.layout.city_file), "PATH": ""},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )


async def applied_at_the_command_line(town: Town, citizen: CitizenAtTown, wallet: str, *, me: str) -> Any:
    """Sign in for the type at the command line; how the sign-in ended."""
    waiting = await started(town, "sign-in", "--type", TYPE, "--wallet", wallet)
    assert waiting.stderr is not None
    await waiting.stderr.readline()
    await citizen.sign_in((await waiting.stderr.readline()).decode().strip(), citizen=me)
    page = await citizen.http.get(await citizen.decide())
    assert "담당자가 확인한 뒤에 카드를 받을 수 있어요." in page.text
    output, _ = await waiting.communicate()
    assert waiting.returncode == 0
    return json.loads(output)


async def collected(town: Town, wallet: str) -> Any:
    """Collect until nothing is waited for any more."""
    deadline = time.monotonic() + WITHIN_SECONDS
    while True:
        found = await command(town, "collect", "--wallet", wallet)
        stands = [card["state"] for each in found["applications"] for card in each["cards"]]
        if "waiting" not in stands:
            return found
        assert time.monotonic() < deadline, "the wallet still waits"


async def test_card_is_applied_for_approved_and_collected_at_the_command_line(
    town: Town, actors: Actors, citizen: CitizenAtTown
) -> None:
    [me] = await entitled(actors, 25)
    wallet = (await command(town, "new"))["id"]
    ended = await applied_at_the_command_line(town, citizen, wallet, me=me)
    assert (ended["state"], ended["cards"]) == ("finished", [])
    assert [card["state"] for card in ended["application"]["cards"]] == ["waiting"]
    await actors.issuer.approve(await newest_waiting(actors))
    found = await collected(town, wallet)
    assert [card["name"]["en"] for card in found["cards"]] == ["Disability registration"]
    (card,) = await command(town, "cards", "--wallet", wallet)
    assert {"홍길동", "예", "아니요"} == {claim["spoken"]["ko"] for claim in card["claims"]}
    assert await living(actors, me) == 1


async def test_refused_citizen_reads_why_at_the_command_line(
    town: Town, actors: Actors, citizen: CitizenAtTown
) -> None:
    [me] = await entitled(actors, 26)
    wallet = (await command(town, "new"))["id"]
    await applied_at_the_command_line(town, citizen, wallet, me=me)
    await actors.issuer.refuse(await newest_waiting(actors), reason=dict(REASON))
    ((application,),) = [(await collected(town, wallet))["applications"]]
    assert [card["reason"] for card in application["cards"]] == [REASON]
    assert await living(actors, me) == 0
