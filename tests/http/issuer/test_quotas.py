"""How much one person or system may do within an hour: an insider or a stolen key gets no further."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.issuer import City, an_issuer
from tests.support.keys import a_signing_key
from tests.support.office import Browser, enrol, signed_in

OFFER = {"type": "citizen-id", "citizen": "c-senior"}
FEW = {"offers": 2, "reveals": 2, "changes": 2, "bulk_rows": 2}
REACHED = (429, "quota_reached")


@pytest.fixture
async def strict(tmp_path: Path) -> AsyncIterator[City]:
    """An office in which each person may do everything twice in an hour, systems as often as they like."""
    async with an_issuer(tmp_path, staff_quotas=FEW, second_approver_above=1) as city:
        yield city


async def teller(city: City, name: str = "kim.teller") -> Browser:
    return await signed_in(city, name, "teller")


def refusal(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


async def cards(city: City, count: int) -> list[str]:
    for number in range(count):
        await city.receive(await city.token(), key=a_signing_key(40 + number))
    return [str(record["id"]) for record in await city.credentials()]


@pytest.mark.threat(47)
async def test_offers_beyond_the_quota_are_refused_and_recorded_nowhere(strict: City) -> None:
    browser = await teller(strict)
    assert [(await browser.post("offers", OFFER)).status_code for _ in range(2)] == [201, 201]
    before = await strict.counts()
    answer = await browser.post("offers", OFFER)
    assert refusal(answer) == REACHED
    assert answer.headers["retry-after"] == "60"
    assert "colleague" in answer.json()["title"]
    assert await strict.counts() == before


async def test_a_quota_is_each_callers_own_and_comes_back_with_time(strict: City) -> None:
    member = await enrol(strict, "kim.teller", "teller")
    browser = await Browser(strict).sign_in(member)
    for _ in range(2):
        await browser.post("offers", OFFER)
    other = await teller(strict, "lee.teller")
    assert (await other.post("offers", OFFER)).status_code == 201
    assert [(await strict.offer()).code != "" for _ in range(4)] == [True] * 4
    strict.clock.advance(minutes=30)
    await browser.sign_in(member)
    assert (await browser.post("offers", OFFER)).status_code == 201
    assert refusal(await browser.post("offers", OFFER)) == REACHED


@pytest.mark.threat(47)
async def test_changes_of_cards_are_counted_together_by_each_card(strict: City) -> None:
    first, second, third = await cards(strict, 3)
    browser = await teller(strict)
    assert (await browser.post(f"credentials/{first}/suspend")).status_code == 200
    assert (await browser.post(f"credentials/{first}/suspend")).status_code == 200  # changes nothing
    assert (await browser.post(f"credentials/{second}/revoke")).status_code == 200
    before = await strict.counts()
    for path in (
        f"credentials/{first}/resume",
        f"credentials/{third}/revoke",
        f"credentials/{third}/suspend",
    ):
        assert refusal(await browser.post(path)) == REACHED
    named = {"reason": "lost", "credential_ids": [third]}
    assert refusal(await browser.post("revocations", named)) == REACHED
    assert await strict.counts() == before


async def test_what_two_people_revoke_is_not_counted(strict: City) -> None:
    await cards(strict, 3)
    browser = await teller(strict)
    asked = await browser.post("revocations", {"reason": "lost", "citizen_id": "c-senior"})
    approver = await signed_in(strict, "lee.agrees", "approver")
    confirmed = await approver.post(f"approvals/{asked.json()['approval_id']}/confirm")
    assert confirmed.json() == {"done": 3}


@pytest.mark.threat(47)
async def test_a_bulk_job_counts_its_rows_when_it_is_started(strict: City) -> None:
    browser = await teller(strict)
    jobs = [await _a_job(browser, b"citizen_id\nc-senior\nc-young\n") for _ in range(2)]
    await strict.advance_bulk_jobs()
    assert (await browser.post(f"bulk-jobs/{jobs[0]}/start")).status_code == 200
    assert refusal(await browser.post(f"bulk-jobs/{jobs[1]}/start")) == REACHED
    assert (await browser.get(f"bulk-jobs/{jobs[1]}")).json()["state"] == "checked"
    assert (await browser.post(f"bulk-jobs/{jobs[0]}/stop")).status_code == 200
    assert (await browser.post(f"bulk-jobs/{jobs[0]}/resume")).status_code == 200  # was counted before


async def _a_job(browser: Browser, content: bytes) -> str:
    response = await browser.request(
        "POST",
        "bulk-jobs",
        content=content,
        params={"type_id": "citizen-id"},
        headers={"Content-Type": "text/csv"},
    )
    assert response.status_code == 201, response.text
    return str(response.json()["id"])


@pytest.mark.threat(47)
async def test_a_stolen_key_of_a_system_gets_no_further_than_its_quota(tmp_path: Path) -> None:
    async with an_issuer(tmp_path, client_quotas=FEW) as city:
        for status in (201, 201, 429):
            response = await city.client.post("/api/v1/offers", json=OFFER, headers=city.as_officer())
            assert response.status_code == status
