"""The office's queue: what is masked, what to look at, and decisions that are made once."""

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from issuer.adapters.units_of_work import SqlUnitsOfWork
from issuer.domain.applications import TransactionId
from issuer.domain.identifiers import ApplicationId
from issuer.usecases.expire_applications import ExpireApplications
from tests.support.applications import ENTITLED, NO_LONGER, Applicant
from tests.support.authorization import CodeFlow, a_code_flow
from tests.support.office import Browser, signed_in

DAY = 86_400


@pytest.fixture
async def applicant(flow: CodeFlow) -> Applicant:
    """Somebody whose application waits."""
    applicant = await Applicant.of(flow)
    await applicant.apply()
    return applicant


async def approver(applicant: Applicant, user: str = "haru") -> Browser:
    return await signed_in(applicant.flow.city, user, "approver")


async def listed(applicant: Applicant, state: str) -> list[dict[str, Any]]:
    answer = await applicant.office("GET", f"?state={state}")
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["items"]
    return found


async def acts(applicant: Applicant) -> list[tuple[str, str, str | None, str | None]]:
    """The entries of the audit log about applications, oldest first."""
    city = applicant.flow.city
    entries = (await city.client.get("/api/v1/audit", headers=city.as_auditor())).json()["items"]
    return [
        (entry["act"], entry["actor"], entry["subject"], entry["reason"])
        for entry in reversed(entries)
        if entry["act"].startswith("application.")
    ]


def assert_problem(response: httpx.Response, status: int, code: str) -> None:
    assert (response.status_code, response.json()["code"]) == (status, code), response.text


async def test_the_queue_names_nobody_in_full(applicant: Applicant) -> None:
    (one,) = await listed(applicant, "waiting")
    assert one == {
        "id": await applicant.application(),
        "type_id": "disability",
        "type_name": {"ko": "장애인등록확인증", "en": "Disability registration"},
        "citizen_masked": "김*자",
        "submitted_at": one["submitted_at"],
        "expires_at": one["expires_at"],
        "state": "waiting",
        "reason": None,
        "decided_by": None,
        "decided_at": None,
    }
    assert one["id"] != applicant.transaction_id
    assert [await listed(applicant, state) for state in ("approved", "refused", "collected", "expired")] == [
        [],
        [],
        [],
        [],
    ]


async def test_an_opened_application_masks_facts_and_says_what_to_look_at(applicant: Applicant) -> None:
    answer = await applicant.office("GET", await applicant.application())
    opened = answer.json()
    assert [(fact["label"]["ko"], fact["value_masked"]["ko"]) for fact in opened["facts"]] == [
        ("성명", "김*자"),
        ("정도가 심한 장애", "•••"),
        ("보호자 동반 우대", "•••"),
    ]
    assert [(check["label"]["en"], check["outcome"]) for check in opened["checks"]] == [
        ("Entitlement", "ok"),
        ("Cards held already", "ok"),
        ("Other applications", "ok"),
    ]
    assert "김영자" not in answer.text
    assert await acts(applicant) == []


async def test_checks_tell_what_is_held_what_else_is_open_and_what_the_records_say_now(
    applicant: Applicant,
) -> None:
    await applicant.is_approved()
    assert (await applicant.collect()).status_code == 200
    other = await Applicant.of(applicant.flow)
    await other.apply(await other.body(21))
    third = await Applicant.of(applicant.flow)
    await third.apply(await third.body(22))
    await applicant.flow.city.import_facts("disabilities", NO_LONGER)
    opened = (await third.office("GET", await third.application())).json()
    assert [check["outcome"] for check in opened["checks"]] == ["failed", "look", "look"]
    assert [fact["label"]["en"] for fact in opened["facts"]] == ["Name"]


async def test_revealing_is_on_record_before_anything_is_shown(applicant: Applicant) -> None:
    number = await applicant.application()
    revealed = (await applicant.office("POST", f"{number}/reveal")).json()
    assert [(fact["label"]["en"], fact["value"]["ko"]) for fact in revealed["facts"]] == [
        ("Name", "김영자"),
        ("Severe", "예"),
        ("A companion is entitled, too", "아니요"),
    ]
    await applicant.office("POST", f"{number}/reveal")
    assert await acts(applicant) == [("application.revealed", "client:officer", number, None)] * 2


async def test_approval_is_named_in_the_application_and_in_the_log(applicant: Applicant) -> None:
    browser, number = await approver(applicant), await applicant.application()
    approved = (await browser.post(f"applications/{number}/approve")).json()
    assert (approved["state"], approved["decided_by"]) == ("approved", "haru")
    assert await acts(applicant) == [("application.approved", "haru", number, None)]
    assert (await applicant.collect()).status_code == 200
    (collected,) = await listed(applicant, "collected")
    assert collected["decided_by"] == "haru"


@pytest.mark.parametrize(
    ("reason", "kept"),
    [
        ({"ko": "사진이 흐려요.", "en": "Blurred."}, {"ko": "사진이 흐려요.", "en": "Blurred."}),
        ("  사진이 흐려요. ", {"ko": "사진이 흐려요.", "en": "사진이 흐려요."}),
    ],
)
async def test_the_reason_reaches_the_citizen_and_not_the_log(
    applicant: Applicant, reason: Any, kept: Any
) -> None:
    number = await applicant.application()
    refused = await applicant.office("POST", f"{number}/refuse", {"reason": reason})
    assert (refused.json()["state"], refused.json()["reason"]) == ("refused", kept)
    assert await acts(applicant) == [("application.refused", "client:officer", number, None)]
    assert (await applicant.collect()).json()["citywallet_reason"] == kept


async def test_the_same_decision_again_changes_nothing(applicant: Applicant) -> None:
    number = await applicant.application()
    first = await applicant.office("POST", f"{number}/approve")
    applicant.flow.city.clock.advance(seconds=60)
    again = await applicant.office("POST", f"{number}/approve")
    assert (again.status_code, again.json()) == (200, first.json())
    assert len(await acts(applicant)) == 1


async def test_a_decision_is_not_made_twice(applicant: Applicant) -> None:
    number = await applicant.application()
    await applicant.office("POST", f"{number}/refuse", {"reason": "no"})
    other = await approver(applicant)
    for path, body in (("approve", {}), ("refuse", {"reason": "no"})):
        assert_problem(await other.post(f"applications/{number}/{path}", body), 409, "application_decided")
    mine = await applicant.office("POST", f"{number}/refuse", {"reason": "another"})
    assert_problem(mine, 409, "application_decided")
    assert len(await acts(applicant)) == 1


async def test_of_many_who_decide_at_once_one_does(applicant: Applicant) -> None:
    number = await applicant.application()
    asked = [("approve", {}), ("refuse", {"reason": "no"})] * 5
    answers = await asyncio.gather(
        *(applicant.office("POST", f"{number}/{path}", body) for path, body in asked)
    )
    won = {answer.json()["state"] for answer in answers if answer.status_code == 200}
    assert len(won) == 1
    assert {answer.status_code for answer in answers} == {200, 409}
    assert len(await acts(applicant)) == 1


async def test_what_was_collected_cannot_be_refused(applicant: Applicant) -> None:
    await applicant.is_approved()
    await applicant.collect()
    answer = await applicant.office("POST", f"{await applicant.application()}/refuse", {"reason": "late"})
    assert_problem(answer, 409, "application_decided")


async def test_an_application_cannot_be_approved_after_its_time(applicant: Applicant) -> None:
    city, number = applicant.flow.city, await applicant.application()
    city.clock.advance(seconds=30 * DAY)
    assert_problem(await applicant.office("POST", f"{number}/approve"), 409, "application_decided")
    assert (await applicant.office("GET", number)).json()["state"] == "expired"
    await ExpireApplications(units=SqlUnitsOfWork(city.database), clock=city.clock)()
    assert await listed(applicant, "waiting") == []
    assert [one["id"] for one in await listed(applicant, "expired")] == [number]
    assert await acts(applicant) == []


async def test_who_is_refused_at_signing_is_refused_by_the_issuer_itself(applicant: Applicant) -> None:
    number = await applicant.application()
    await applicant.is_approved()
    await applicant.flow.city.import_facts("disabilities", NO_LONGER)
    await applicant.collect()
    (refused,) = await listed(applicant, "refused")
    assert (refused["id"], refused["decided_by"]) == (number, "issuer")
    assert await acts(applicant) == [
        ("application.approved", "client:officer", number, None),
        ("application.refused", "issuer", number, None),
    ]


async def test_the_queue_comes_in_pages_oldest_first(applicant: Applicant) -> None:
    await applicant.flow.city.import_facts("disabilities", ENTITLED)
    async with SqlUnitsOfWork(applicant.flow.city.database).writing() as records:
        (first,) = await records.applications.page(state=None, behind=None, oldest_first=True, limit=2)
        for number in range(60):
            name = f"{number:032x}"
            copy = replace(first.application, id=ApplicationId(name), transaction_id=TransactionId(name))
            await records.applications.add(copy)
    page = (await applicant.office("GET", "?state=waiting")).json()
    assert (page["items"][0]["id"], len(page["items"])) == (await applicant.application(), 50)
    rest = (await applicant.office("GET", f"?state=waiting&cursor={page['next']}")).json()
    assert ([one["id"] for one in rest["items"]][-1], len(rest["items"]), rest["next"]) == (
        f"{59:032x}",
        11,
        None,
    )
    newest = (await applicant.office("GET")).json()
    assert newest["items"][0]["id"] == f"{59:032x}"


@pytest.mark.threat(47)
async def test_nobody_reveals_or_approves_more_than_an_hour_allows(tmp_path: Path) -> None:
    quotas = {"offers": 1, "reveals": 1, "changes": 1, "bulk_rows": 1}
    async with a_code_flow(tmp_path, client_quotas=quotas) as flow:
        first, second = await Applicant.of(flow), await Applicant.of(flow)
        for each in (first, second):
            await each.apply()
        for act in ("reveal", "approve"):
            assert (await first.office("POST", f"{await first.application()}/{act}")).status_code == 200
            refused = await second.office("POST", f"{await second.application()}/{act}")
            assert_problem(refused, 429, "quota_reached")
        assert len(await acts(first)) == 2
        assert len(await listed(first, "waiting")) == 1


@pytest.mark.parametrize("number", ["x", "0" * 32, "..", "a" * 64])
async def test_an_unknown_application_is_not_found(applicant: Applicant, number: str) -> None:
    for method, path in (("GET", number), ("POST", f"{number}/reveal"), ("POST", f"{number}/approve")):
        answer = await applicant.office(method, path)
        assert answer.status_code == 404, answer.text


@pytest.mark.parametrize(
    "body",
    [
        None,
        {},
        {"reason": ""},
        {"reason": "   "},
        {"reason": 7},
        {"reason": None},
        {"reason": "x" * 501},
        {"reason": {"ko": "아니요"}},
        {"reason": {"ko": "", "en": "no"}},
        {"reason": {"ko": "아니요", "en": "no", "fr": "non"}},
        {"reason": "no", "silently": True},
    ],
)
async def test_a_refusal_needs_a_reason_that_can_be_read(applicant: Applicant, body: Any) -> None:
    answer = await applicant.office("POST", f"{await applicant.application()}/refuse", body)
    assert_problem(answer, 400, "invalid_request")
    assert len(await listed(applicant, "waiting")) == 1


@pytest.mark.parametrize("query", ["?state=open", "?cursor=0", "?cursor=x", "?cursor=-1", "?cursor=9e9"])
async def test_a_list_of_something_else_is_refused(applicant: Applicant, query: str) -> None:
    assert_problem(await applicant.office("GET", query), 400, "invalid_request")
