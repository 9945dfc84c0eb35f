"""Guessing at the office's door: by many processes at one time, and by the clock."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from issuer.app import build_app
from tests.support.http import client_of
from tests.support.issuer import City, an_issuer
from tests.support.key_directory import chain_ports
from tests.support.office import PASSWORD, Browser, enrol

ROUNDS = 12


@asynccontextmanager
async def two_processes(folder: Path) -> AsyncIterator[tuple[City, City]]:
    """An issuer, and a second application on the same database, as two processes are."""
    async with an_issuer(folder) as city:
        app = build_app(
            city.settings,
            clock=city.clock,
            entropy=city.entropy,
            chain=chain_ports(city.chain, city.directory),
            with_workers=False,
        )
        async with client_of(app, base_url=city.issuer) as client:
            yield city, replace(city, app=app, client=client)


@pytest.mark.threat(84)
async def test_guesses_at_one_time_at_several_processes_are_all_counted(tmp_path: Path) -> None:
    async with two_processes(tmp_path) as (first, second):
        member = await enrol(first, "kim.teller", "teller")
        guesses = [
            Browser(city).begin(member.user, PASSWORD if number == 19 else f"wrong password {number}")
            for number in range(20)
            for city in (first, second)
        ]
        answers = await asyncio.gather(*guesses)
        assert sum(answer.status_code == 200 for answer in answers) <= 2
        for city in (first, second):
            assert (await Browser(city).begin(member.user)).status_code == 401


@pytest.mark.threat(90)
async def test_a_session_begun_at_one_process_counts_at_the_other_and_ends_at_both(tmp_path: Path) -> None:
    async with two_processes(tmp_path) as (first, second):
        member = await enrol(first, "kim.teller", "teller")
        browser = Browser(first)
        await browser.begin(member.user)
        browser.city = second
        assert (await browser.finish(member)).status_code == 200
        browser.city = first
        kept = Browser(second, cookies=dict(browser.cookies))
        assert (await browser.request("DELETE", "office/session")).status_code == 204
        assert (await kept.get("office/session")).status_code == 401


async def test_one_code_at_one_time_at_two_processes_gives_one_session(tmp_path: Path) -> None:
    async with two_processes(tmp_path) as (first, second):
        member = await enrol(first, "kim.teller", "teller")
        browsers = [Browser(first), Browser(second)]
        for browser in browsers:
            await browser.begin(member.user)
        code = {"code": member.next_code()}
        answers = await asyncio.gather(*(each.post("office/sign-in/totp", code) for each in browsers))
        assert sorted(answer.status_code for answer in answers) == [200, 401]


@pytest.mark.threat(99)
async def test_the_time_of_a_refusal_does_not_tell_why(tmp_path: Path) -> None:
    async with an_issuer(tmp_path) as city:
        locked = await enrol(city, "lee.locked", "teller")
        for number in range(ROUNDS):
            await enrol(city, f"kim.teller{number}", "teller")
        for _ in range(5):
            await Browser(city).begin(locked.user, "wrong password")
        quickest: dict[str, float] = {}
        for number in range(ROUNDS):
            for user in (f"kim.teller{number}", locked.user, f"nobody{number}"):
                begun = time.process_time()  # of a busy machine's time only what was spent on this
                answer = await Browser(city).begin(user, "wrong password")
                spent = time.process_time() - begun
                assert answer.status_code == 401
                kind = user.rstrip("0123456789")
                quickest[kind] = min(spent, quickest.get(kind, spent))
    # Without a hash for those who do not exist the quickest of them would be some ten times quicker.
    assert max(quickest.values()) < 1.6 * min(quickest.values()), quickest
