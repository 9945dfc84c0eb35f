"""The halt: one person stops all issuing, two people end that; what was issued is looked after meanwhile."""

from typing import Any

import pytest

from tests.support.dpop import DpopClient
from tests.support.issuer import City, credential_body
from tests.support.office import Browser, signed_in

HALTED = (503, "issuing_halted")
UNAVAILABLE = (503, "temporarily_unavailable")
REASON = {"reason": "misuse"}


def refusal(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json().get("code") or answer.json()["error"]


async def halt(city: City) -> None:
    response = await city.client.post("/api/v1/issuing/halt", json=REASON, headers=city.as_officer())
    assert (response.status_code, response.json()["halted"]) == (200, True)


async def resume(administrator: Browser, approver: Browser) -> None:
    asked = await administrator.post("issuing/resume")
    assert asked.status_code == 202, asked.text
    confirmed = await approver.post(f"approvals/{asked.json()['approval_id']}/confirm")
    assert confirmed.status_code == 200, confirmed.text


async def two_people(city: City) -> tuple[Browser, Browser]:
    return (
        await signed_in(city, "kim.administers", "administrator"),
        await signed_in(city, "lee.approves", "approver"),
    )


@pytest.mark.threat(47)
async def test_nothing_is_offered_or_issued_and_nothing_is_used_up_while_a_halt_lasts(city: City) -> None:
    administrator, approver = await two_people(city)
    offer, token = await city.offer(), await city.token()
    body = await city.body("citizen-id")
    refreshing = (await city.redeem(await city.offer())).json()["refresh_token"]
    await halt(city)
    before = await city.counts()
    wanted = {"type": "citizen-id", "citizen": "c-senior"}
    offered = await city.client.post("/api/v1/offers", json=wanted, headers=city.as_officer())
    assert refusal(offered) == HALTED
    assert refusal(await approver.post("offers", wanted)) == HALTED
    fields = {"grant_type": "refresh_token", "refresh_token": refreshing}
    for answer in (
        await city.redeem(offer),
        await city.request_credential(token, body),
        await city.client.post("/token", data=fields),
    ):
        assert refusal(answer) == UNAVAILABLE
        assert answer.headers["retry-after"] == "600"
    assert await city.counts() == before
    await resume(administrator, approver)
    assert (await city.redeem(offer)).status_code == 200
    assert (await city.client.post("/token", data=fields)).status_code == 200
    assert (await city.request_credential(await city.token(), body)).status_code == 200


async def test_a_request_is_not_repeated_while_a_halt_lasts(city: City) -> None:
    token, body = await city.token(), await city.body("citizen-id")
    first = await city.request_credential(token, body)
    await halt(city)
    assert refusal(await city.request_credential(token, body)) == UNAVAILABLE
    assert first.status_code == 200


async def test_a_key_bound_token_is_told_the_same(city: City) -> None:
    wallet = await DpopClient.of(city)
    token = await wallet.token()
    await halt(city)
    answer = await wallet.request_credential(token, credential_body(await city.proof()))
    assert refusal(answer) == UNAVAILABLE


async def test_whoever_guesses_is_told_no_more_than_before(city: City) -> None:
    await halt(city)
    fields = {"grant_type": "refresh_token", "refresh_token": "x" * 43}
    assert refusal(await city.client.post("/token", data=fields)) == (400, "invalid_grant")
    answer = await city.request_credential("x" * 43, await city.body("citizen-id"))
    assert refusal(answer) == (401, "invalid_token")


@pytest.mark.threat(47)
async def test_cards_are_revoked_and_status_lists_published_while_a_halt_lasts(city: City) -> None:
    await city.receive(await city.token())
    (record,) = await city.credentials()
    await halt(city)
    assert (await city.change(str(record["id"]), "suspend")).json()["state"] == "suspended"
    assert (await city.change(str(record["id"]), "revoke")).json()["state"] == "revoked"
    city.clock.advance(minutes=1)
    while await city.publish():
        pass
    await city.anchor()
    change = (await city.credentials())[0]["status_change"]
    assert isinstance(change, dict)
    assert change["anchored_at"] is not None
    assert (await city.client.get("/status/1")).status_code == 200


@pytest.mark.threat(47)
async def test_a_bulk_job_is_stopped_by_a_halt_and_goes_on_only_when_somebody_says_so(city: City) -> None:
    administrator, approver = await two_people(city)
    job = await a_checked_job(approver)
    await city.advance_bulk_jobs()
    assert (await approver.post(f"bulk-jobs/{job}/start")).status_code == 200
    await halt(city)
    await city.advance_bulk_jobs()
    assert (await approver.get(f"bulk-jobs/{job}")).json()["state"] == "stopped"
    assert refusal(await approver.post(f"bulk-jobs/{job}/resume")) == HALTED
    await resume(administrator, approver)
    await city.advance_bulk_jobs()
    assert (await approver.get(f"bulk-jobs/{job}")).json()["done"] == 0
    assert (await approver.post(f"bulk-jobs/{job}/resume")).status_code == 200
    await city.advance_bulk_jobs()
    assert (await approver.get(f"bulk-jobs/{job}")).json()["done"] == 2


async def a_checked_job(browser: Browser) -> str:
    response = await browser.request(
        "POST",
        "bulk-jobs",
        content=b"citizen_id\nc-senior\nc-young\n",
        params={"type_id": "citizen-id"},
        headers={"Content-Type": "text/csv"},
    )
    assert response.status_code == 201, response.text
    return str(response.json()["id"])


async def test_a_halt_is_told_and_a_second_one_changes_nothing(city: City) -> None:
    _, approver = await two_people(city)
    none = {"halted": False, "since": None, "by": None, "reason": None}
    assert (await approver.get("issuing")).json() == none
    began = (await approver.post("issuing/halt", REASON)).json()
    assert (began["by"], began["reason"]) == ("lee.approves", "misuse")
    before = await city.counts()
    again = await city.client.post(
        "/api/v1/issuing/halt", json={"reason": "other"}, headers=city.as_officer()
    )
    assert again.json() == began == (await approver.get("issuing")).json()
    assert await city.counts() == before
    audit = await city.client.get("/api/v1/audit", headers=city.as_auditor())
    newest = audit.json()["items"][0]
    assert (newest["act"], newest["actor"], newest["reason"]) == ("issuing.halted", "lee.approves", "misuse")


@pytest.mark.threat(47)
async def test_a_halt_ends_by_two_people_and_never_by_one(city: City) -> None:
    both = await signed_in(city, "one.person", "administrator", "approver")
    await halt(city)
    approval = (await both.post("issuing/resume")).json()["approval_id"]
    assert (await both.post("issuing/resume")).json()["approval_id"] == approval
    assert refusal(await both.post(f"approvals/{approval}/confirm")) == (403, "same_person")
    assert (await both.get("issuing")).json()["halted"] is True
    other = await signed_in(city, "lee.approves", "approver")
    (shown,) = (await other.get("approvals")).json()["items"]
    assert (shown["act"], shown["scope"], shown["subject"]) == ("resume_issuing", None, None)
    assert (await other.post(f"approvals/{approval}/confirm")).json() == {"done": 0}
    assert (await both.get("issuing")).json()["halted"] is False
    assert refusal(await both.post("issuing/resume")) == (409, "issuing_not_halted")


@pytest.mark.threat(47)
async def test_what_was_asked_for_one_halt_does_not_end_the_next(city: City) -> None:
    administrator, approver = await two_people(city)
    other = await signed_in(city, "park.administers", "administrator")
    await halt(city)
    early = (await other.post("issuing/resume")).json()["approval_id"]
    await resume(administrator, approver)
    await halt(city)
    assert refusal(await approver.post(f"approvals/{early}/confirm")) == (409, "approval_decided")
    assert (await approver.get("issuing")).json()["halted"] is True


@pytest.mark.parametrize(
    "body", [{}, [], {"reason": ""}, {"reason": "x" * 501}, {"reason": 1}, REASON | {"x": 1}]
)
async def test_a_halt_says_why(city: City, body: Any) -> None:
    answer = await city.client.post("/api/v1/issuing/halt", json=body, headers=city.as_officer())
    assert refusal(answer) == (400, "invalid_request")


@pytest.mark.threat(87)
async def test_no_other_site_can_halt_or_resume(city: City) -> None:
    administrator, approver = await two_people(city)
    await halt(city)
    administrator.csrf_token = approver.csrf_token = None
    assert refusal(await approver.post("issuing/halt", REASON)) == (403, "request_not_ours")
    assert refusal(await administrator.post("issuing/resume")) == (403, "request_not_ours")
