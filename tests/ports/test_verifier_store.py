"""The verifier's database: one outcome a question, and facts of the chain that never go back."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from citywallet.protocol.policy import Decision
from citywallet.protocol.trust import Accreditation, KeyEpoch, KeyPurpose, Period
from citywallet.storage.database import Database, open_database
from tests.support.database import a_database_url
from tests.support.heads import LIST_ID, a_head
from tests.support.sd_jwts import NOW
from verifier.adapters.known_facts import SqlKnownFacts
from verifier.adapters.transaction_store import SqlTransactionStore
from verifier.domain.errors import AlreadyAnswered
from verifier.domain.transaction import (
    Answered,
    Nonce,
    Opening,
    Requested,
    RequestId,
    ResponseId,
    State,
    TransactionId,
)
from verifier.ports import KnownAccreditation, KnownEpoch, KnownHead

ISSUER, OTHER = b"\x01" * 32, b"\x02" * 32


@pytest.fixture
async def databases(tmp_path: Path) -> AsyncIterator[tuple[Database, Database]]:
    """Two connections to one database, as two processes have them."""
    url = a_database_url("verifier.migrations", tmp_path)
    first, second = open_database(url), open_database(url)
    yield first, second
    await first.close()
    await second.close()


def a_question(number: int = 1, *, opened_at: object = NOW, question: str = "age-65") -> Requested:
    return Requested(
        opening=Opening(
            id=TransactionId(f"id-{number}"),
            question=question,
            as_of=NOW - timedelta(days=number) if number % 2 else None,
            request_id=RequestId(f"request-{number}"),
            response_id=ResponseId(f"response-{number}"),
            nonce=Nonce(f"nonce-{number}"),
            state=State(f"state-{number}"),
            opened_at=opened_at,  # type: ignore[arg-type]
            expires_at=NOW + timedelta(minutes=2),
        )
    )


def an_outcome(requested: Requested, decision: Decision = Decision.ACCEPTED) -> Answered:
    return Answered(
        opening=requested.opening,
        answered_at=NOW + timedelta(seconds=5),
        decision=decision,
        report={"decision": decision.value, "findings": []},
    )


async def test_a_question_is_found_by_each_of_its_ids(databases: tuple[Database, Database]) -> None:
    store = SqlTransactionStore(databases[0])
    for number in (1, 2):
        await store.add(a_question(number))

    assert await store.by_id(TransactionId("id-1")) == a_question(1)
    assert await store.by_request(RequestId("request-2")) == a_question(2)
    assert await store.by_response(ResponseId("response-1")) == a_question(1)
    assert await store.by_id(TransactionId("request-1")) is None


async def test_an_outcome_is_kept_once(databases: tuple[Database, Database]) -> None:
    store = SqlTransactionStore(databases[0])
    await store.add(a_question())
    await store.conclude(an_outcome(a_question()))

    with pytest.raises(AlreadyAnswered):
        await store.conclude(an_outcome(a_question(), Decision.REFUSED))
    assert await store.by_id(TransactionId("id-1")) == an_outcome(a_question())


@pytest.mark.threat(22)
async def test_of_fifty_outcomes_from_two_processes_one_is_kept(
    databases: tuple[Database, Database],
) -> None:
    stores = [SqlTransactionStore(database) for database in databases]
    await stores[0].add(a_question())

    results = await asyncio.gather(
        *(stores[number % 2].conclude(an_outcome(a_question())) for number in range(50)),
        return_exceptions=True,
    )

    assert [type(result) for result in results if result is not None] == [AlreadyAnswered] * 49


async def test_old_questions_of_one_kind_are_forgotten_with_their_outcomes(
    databases: tuple[Database, Database],
) -> None:
    store = SqlTransactionStore(databases[0])
    old = a_question(1, opened_at=NOW - timedelta(days=31))
    await store.add(old)
    await store.conclude(an_outcome(old))
    await store.add(a_question(2))
    await store.add(a_question(3, opened_at=NOW - timedelta(days=31), question="other"))

    assert await store.forget("age-65", opened_before=NOW - timedelta(days=30)) == 1
    assert await store.forget("age-65", opened_before=NOW - timedelta(days=30)) == 0

    assert await store.by_id(TransactionId("id-1")) is None
    assert await store.by_id(TransactionId("id-2")) is not None
    assert await store.by_id(TransactionId("id-3")) is not None


async def test_the_newest_head_is_kept_and_an_older_one_changes_nothing(
    databases: tuple[Database, Database],
) -> None:
    mine, other = (SqlKnownFacts(database) for database in databases)
    newer, older = a_head("new", sequence=2), a_head("old", sequence=1)
    assert await mine.head(LIST_ID) is None

    await mine.keep_head(KnownHead(head=newer, read_at=NOW))
    await other.keep_head(KnownHead(head=older, read_at=NOW + timedelta(hours=1)))
    assert await mine.head(LIST_ID) == KnownHead(head=newer, read_at=NOW)

    later = KnownHead(head=newer, read_at=NOW + timedelta(hours=2))
    await other.keep_head(later)
    assert await mine.head(LIST_ID) == later


EPOCH = KeyEpoch(
    thumbprint=OTHER,
    purpose=KeyPurpose.STATUS,
    valid_from=NOW,
    valid_until=None,
    compromised_since=NOW + timedelta(days=1),
)
RIGHT = Accreditation(
    issuer_id=ISSUER,
    type_id=OTHER,
    periods=(Period(start=NOW, end=NOW + timedelta(days=1)), Period(start=NOW + timedelta(days=2), end=None)),
    suspensions=(),
)


@pytest.mark.parametrize("epoch", [EPOCH, replace(EPOCH, valid_until=NOW, compromised_since=None), None])
async def test_what_was_read_about_a_key_comes_back_as_it_was(
    databases: tuple[Database, Database], epoch: KeyEpoch | None
) -> None:
    facts = SqlKnownFacts(databases[0])
    await facts.keep_epoch(ISSUER, OTHER, KnownEpoch(epoch=EPOCH, read_at=NOW - timedelta(days=1)))

    await facts.keep_epoch(ISSUER, OTHER, KnownEpoch(epoch=epoch, read_at=NOW))

    assert await facts.epoch(ISSUER, OTHER) == KnownEpoch(epoch=epoch, read_at=NOW)
    assert await facts.epoch(OTHER, ISSUER) is None


@pytest.mark.parametrize("right", [RIGHT, None])
async def test_what_was_read_about_an_accreditation_comes_back_as_it_was(
    databases: tuple[Database, Database], right: Accreditation | None
) -> None:
    facts = SqlKnownFacts(databases[0])

    await facts.keep_accreditation(ISSUER, OTHER, KnownAccreditation(accreditation=right, read_at=NOW))

    assert await facts.accreditation(ISSUER, OTHER) == KnownAccreditation(accreditation=right, read_at=NOW)
    assert await facts.accreditation(OTHER, ISSUER) is None
