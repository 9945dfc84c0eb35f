"""An authority's service as a source: what counts as its answer, and how long one is kept."""

import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import timedelta
from typing import Any

import pytest

from issuer.adapters.http_source import MAX_ANSWER_BYTES, HttpSource
from issuer.domain.errors import SourceUnavailable
from issuer.domain.facts import FactType, FactTypes
from issuer.domain.identifiers import CitizenId, FactName
from tests.architecture.sources import ROOT
from tests.ports.test_data_sources import a_source_of
from tests.support.clock import FixedClock
from tests.support.facts_service import FactsService, a_facts_service
from tests.support.web_server import answering, sending

BALANCE: FactTypes = {FactName("balance"): FactType.INTEGER}
CITIZEN = CitizenId("c-1")
KNOWN = {CITIZEN: {"balance": 1_200}}


@pytest.fixture
async def stack() -> AsyncIterator[AsyncExitStack]:
    async with AsyncExitStack() as stack:
        yield stack


@pytest.fixture
async def service(stack: AsyncExitStack) -> FactsService:
    service = await stack.enter_async_context(a_facts_service())
    service.known = {citizen: dict(facts) for citizen, facts in KNOWN.items()}
    return service


@pytest.fixture
async def source(service: FactsService, stack: AsyncExitStack) -> HttpSource:
    return await a_source_of(service, stack)


async def test_it_is_asked_with_its_key_for_the_wanted_facts_alone(
    service: FactsService, source: HttpSource
) -> None:
    odd = CitizenId("c:odd.1")
    wanted = BALANCE | {FactName("name"): FactType.TEXT}
    await source.facts_of((odd,), wanted=wanted)
    assert service.asked == ["/facts/c%3Aodd.1?fact=balance&fact=name"]
    assert service.web is not None
    assert b"accept: application/json" in service.web.requests[0].lower()


def json_answer(value: Any, status: str = "200 OK", media_type: str = "application/json") -> Any:
    return answering(json.dumps(value).encode(), status=status, headers=(f"Content-Type: {media_type}",))


@pytest.mark.parametrize(
    "answer",
    [
        json_answer({"citizen_id": "c-1", "facts": {"balance": "1200"}}),
        json_answer({"citizen_id": "c-1", "facts": {"balance": True}}),
        json_answer({"citizen_id": "c-1", "facts": {"balance": 10**16}}),
        json_answer({"citizen_id": "c-1", "facts": {"balance": None}}),
        json_answer({"citizen_id": "c-1", "facts": []}),
        json_answer({"citizen_id": "c-1"}),
        json_answer({"facts": {"balance": 1}}),
        json_answer({"citizen_id": "c-2", "facts": {"balance": 1}}),
        json_answer(["balance", 1]),
        json_answer({"code": "citizen_unknown"}),
        json_answer({"code": "not_found"}, status="404 Not Found"),
        json_answer({}, status="404 Not Found"),
        json_answer({"citizen_id": "c-1", "facts": {"balance": 1}}, status="500 Internal Server Error"),
        json_answer({"citizen_id": "c-1", "facts": {"balance": 1}}, status="401 Unauthorized"),
        json_answer({"citizen_id": "c-1", "facts": {"balance": 1}}, media_type="text/html"),
        answering(b'{"citizen_id": "c-1", "facts": {"balance": 1, "balance": 2}}'),
        answering(b'{"citizen_id": "c-1", "facts": {'),
        answering(b"", status="204 No Content"),
        answering(b"", status="302 Found", headers=("Location: https://elsewhere.example/",)),
        answering(b" " * (MAX_ANSWER_BYTES + 1)),
        sending(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"),
    ],
)
async def test_an_answer_that_is_none_is_no_fact(
    service: FactsService, source: HttpSource, answer: Any
) -> None:
    service.broken = answer
    with pytest.raises(SourceUnavailable):
        await source.facts_of((CITIZEN,), wanted=BALANCE)
    service.broken = None
    assert await source.facts_of((CITIZEN,), wanted=BALANCE) == KNOWN


async def test_one_answer_that_is_missing_spoils_the_question_about_many(
    service: FactsService, source: HttpSource
) -> None:
    service.known |= {f"c-{number}": {"balance": number} for number in range(2, 30)}
    everybody = tuple(map(CitizenId, service.known))
    assert set(await source.facts_of(everybody, wanted=BALANCE)) == set(everybody)
    service.known["c-20"] = {"balance": "many"}
    with pytest.raises(SourceUnavailable):
        await source.facts_of(everybody, wanted=BALANCE)


@pytest.mark.parametrize(
    ("cache_control", "seconds"),
    [
        (None, 0),
        ("no-store", 0),
        ("max-age=30, no-store", 0),
        ("max-age=30, no-cache", 0),
        ("max-age=0", 0),
        ("max-age=30", 30),
        ("private, Max-Age=30", 30),
        ('max-age="30"', 30),
        ("max-age=30, max-age=60", 0),
        ("max-age=-30", 0),
        ("max-age=soon", 0),
        ("public", 0),
        ("max-age=86400", 60),
    ],
)
async def test_an_answer_is_kept_as_long_as_it_allows_and_never_longer_than_set(
    service: FactsService, stack: AsyncExitStack, cache_control: str | None, seconds: int
) -> None:
    clock = FixedClock()
    source = await a_source_of(service, stack, clock=clock, max_age=60)
    service.cache_control = cache_control
    await source.facts_of((CITIZEN,), wanted=BALANCE)
    clock.advance(timedelta(seconds=max(seconds - 1, 0)))
    await source.facts_of((CITIZEN,), wanted=BALANCE)
    assert len(service.asked) == (1 if seconds else 2)
    clock.advance(timedelta(seconds=1))
    service.known[CITIZEN]["balance"] = 7
    known = await source.facts_of((CITIZEN,), wanted=BALANCE)
    assert known == {CITIZEN: {"balance": 7}}


async def test_an_answer_to_another_question_is_not_taken_from_what_is_kept(
    service: FactsService, source: HttpSource
) -> None:
    service.cache_control = "max-age=30"
    await source.facts_of((CITIZEN,), wanted=BALANCE)
    await source.facts_of((CITIZEN,), wanted=BALANCE | {FactName("name"): FactType.TEXT})
    assert len(service.asked) == 2


async def test_that_a_citizen_is_unknown_is_kept_no_longer_than_allowed(
    service: FactsService, source: HttpSource
) -> None:
    assert await source.facts_of((CitizenId("c-2"),), wanted=BALANCE) == {}
    service.known["c-2"] = {"balance": 1}
    assert await source.facts_of((CitizenId("c-2"),), wanted=BALANCE) == {"c-2": {"balance": 1}}


def test_the_document_describes_what_the_source_asks_and_reads() -> None:
    document = json.loads((ROOT / "docs/facts-service.openapi.json").read_text(encoding="utf-8"))
    operation = document["paths"]["/facts/{citizen_id}"]["get"]
    assert [each["name"] for each in operation["parameters"]] == ["citizen_id", "fact"]
    assert set(operation["responses"]) == {"200", "401", "404", "503"}
    example = operation["responses"]["200"]["content"]["application/json"]["example"]
    assert set(example) == {"citizen_id", "facts"}
    unknown = operation["responses"]["404"]["content"]["application/problem+json"]["example"]
    assert unknown["code"] == "citizen_unknown"
