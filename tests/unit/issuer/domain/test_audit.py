"""The chain of the audit log: whatever is changed in it shows, from the changed entry on."""

import hashlib
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from issuer.domain.audit import (
    EMPTY_LOG,
    Act,
    AuditEntry,
    AuditEvent,
    chain_event,
    first_broken,
    parse_time,
    serialize_time,
)
from issuer.domain.callers import Actor
from tests.support.clock import NOON
from tests.support.vectors import load_vectors

VECTORS = load_vectors("audit/log.json")


def an_event(number: int = 1) -> AuditEvent:
    return AuditEvent(
        at=NOON + timedelta(minutes=number),
        actor=Actor(name="kim.teller", role="teller"),
        act=Act.OFFER_CREATED,
        subject=f"{number:032x}",
        reason=None,
    )


def a_log(count: int) -> list[AuditEntry]:
    head, entries = EMPTY_LOG, []
    for number in range(1, count + 1):
        entries.append(chain_event(head, an_event(number)))
        head = entries[-1].head
    return entries


def test_a_whole_log_is_found_whole() -> None:
    assert first_broken(EMPTY_LOG, a_log(5)) is None
    assert first_broken(EMPTY_LOG, []) is None


@pytest.mark.threat(83)
@pytest.mark.parametrize(
    "change",
    [
        {"at": NOON},
        {"actor": Actor(name="lee.teller", role="teller")},
        {"actor": Actor(name="kim.teller", role="approver")},
        {"act": Act.CREDENTIAL_REVOKED},
        {"subject": None},
        {"subject": "f" * 32},
        {"reason": "lost"},
    ],
)
def test_an_edited_entry_is_found(change: dict[str, Any]) -> None:
    entries = a_log(4)
    entries[1] = replace(entries[1], event=replace(entries[1].event, **change))
    assert first_broken(EMPTY_LOG, entries) == 2


@pytest.mark.threat(83)
def test_an_entry_edited_with_its_digest_is_found_at_the_next_one() -> None:
    entries = a_log(4)
    entries[1] = chain_event(entries[0].head, replace(entries[1].event, subject="f" * 32))
    assert first_broken(EMPTY_LOG, entries) == 3


@pytest.mark.threat(83)
def test_entries_left_out_doubled_or_exchanged_are_found() -> None:
    one, two, three, four = a_log(4)
    assert first_broken(EMPTY_LOG, [two, three, four]) == 1
    assert first_broken(EMPTY_LOG, [one, three, four]) == 2
    assert first_broken(EMPTY_LOG, [one, two, two]) == 3
    assert first_broken(EMPTY_LOG, [one, three, two, four]) == 2


@given(st.datetimes(timezones=st.just(UTC)))
def test_a_time_is_read_as_it_was_written(moment: datetime) -> None:
    assert parse_time(serialize_time(moment)) == moment


@pytest.mark.parametrize(
    "text", ["", "2026-11-23", "2026-11-23T12:00:00Z", "2026-11-23T12:00:00.5Z", "2026-1-23T12:00:00.000000Z"]
)
def test_a_time_in_another_spelling_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        parse_time(text)


@pytest.mark.parametrize("entry", VECTORS["entries"], ids=lambda entry: str(entry["number"]))
def test_the_chain_gives_the_vectors(entry: dict[str, Any]) -> None:
    event = AuditEvent(
        at=parse_time(entry["at"]),
        actor=Actor(name=entry["actor"], role=entry["role"]),
        act=entry["act"],
        subject=entry["subject"],
        reason=entry["reason"],
    )
    before = replace(EMPTY_LOG, number=entry["number"] - 1, digest=bytes.fromhex(entry["previous"]))
    assert chain_event(before, event).digest.hex() == entry["digest"]


def test_a_second_implementation_gives_the_vectors() -> None:
    # docs/specs/audit-log.md, read again: JSON of RFC 8785 has its members in order and no spaces.
    previous = bytes(32)
    for number, entry in enumerate(VECTORS["entries"], 1):
        members = {name: entry[name] for name in ("at", "actor", "role", "act", "subject", "reason")}
        content = json.dumps(members, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
        hashed = hashlib.sha256(b"citywallet/audit/v1")
        for part in (previous, number.to_bytes(8, "big"), content):
            hashed.update(part)
        assert (entry["number"], entry["previous"]) == (number, previous.hex())
        assert entry["digest"] == hashed.hexdigest()
        previous = hashed.digest()
