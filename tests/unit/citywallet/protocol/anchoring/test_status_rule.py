"""From a served token and an anchored head to a status: every branch of the rule."""

from dataclasses import replace
from datetime import timedelta

import pytest

from citywallet.protocol.anchoring import (
    AnchoredHead,
    HeadsAround,
    HeadTokenNeeded,
    StatusAnswer,
    StatusBasis,
    StatusConflict,
    StatusEstablished,
    StatusUnknown,
    UnknownCause,
    change_anchored_later,
    match_head_token,
    match_past_token,
    match_served_token,
)
from citywallet.protocol.statuslist import (
    CredentialStatus,
    StatusList,
    VerifiedStatusList,
    parse_status_list_token,
    verify_status_list_token,
)
from tests.support.heads import a_head
from tests.support.keys import STATUS, a_signing_key
from tests.support.sd_jwts import NOW
from tests.support.status_lists import LIST_URI, a_status_list, a_status_list_token

VALID, INVALID, SUSPENDED = CredentialStatus
INDEX = 4
HOUR = timedelta(hours=1)


def a_list(
    status: CredentialStatus = VALID, *, sequence: int = 3, bits: int = 2, issued_at: object = NOW
) -> tuple[VerifiedStatusList, AnchoredHead]:
    """A verified list in which the entry has a status, and the head that commits to it."""
    status_list = a_status_list({INDEX: status}, bits=bits)
    text = a_status_list_token(status_list, sequence=sequence, issued_at=issued_at)  # type: ignore[arg-type]
    verified = verify_status_list_token(
        parse_status_list_token(text), key=a_signing_key(STATUS).public, uri=LIST_URI, now=NOW
    )
    return verified, a_head(text, status_list, sequence=sequence)


def status_of(answer: object) -> CredentialStatus:
    assert isinstance(answer, StatusEstablished)
    return answer.status


@pytest.mark.parametrize("status", CredentialStatus)
def test_the_head_s_own_token_establishes_every_status(status: CredentialStatus) -> None:
    token, head = a_list(status)

    answer = match_served_token(token, head=head, index=INDEX)

    assert answer == StatusEstablished(
        status=status, basis=StatusBasis.HEAD_LIST, head=head, token_sequence=3
    )


def test_another_token_with_the_same_list_counts_by_its_root() -> None:
    token, head = a_list(INVALID)
    other_digest = replace(head, head=replace(head.head, token_digest=bytes(32)))

    assert status_of(match_served_token(token, head=other_digest, index=INDEX)) is INVALID


def test_another_list_under_the_same_sequence_is_a_conflict() -> None:
    token, _ = a_list(VALID)
    _, head = a_list(INVALID)

    assert match_served_token(token, head=head, index=INDEX) == StatusConflict(head=head)


def test_the_same_bytes_with_other_bits_are_a_conflict() -> None:
    token, head = a_list(VALID)
    one_bit = replace(token, status_list=StatusList(bits=1, data=token.status_list.data))

    assert isinstance(match_served_token(one_bit, head=head, index=INDEX), StatusConflict)


@pytest.mark.threat(53)
@pytest.mark.parametrize("sequence", [1, 2])
def test_a_token_rolled_back_asks_for_the_head_s_own(sequence: int) -> None:
    old, _ = a_list(VALID, sequence=sequence)
    own, head = a_list(INVALID)

    needed = match_served_token(old, head=head, index=INDEX)

    assert needed == HeadTokenNeeded(token_digest=head.head.token_digest, at_least=None)
    assert status_of(match_head_token(own, needed=needed, head=head, index=INDEX)) is INVALID


@pytest.mark.threat(53)
@pytest.mark.parametrize("status", [SUSPENDED, INVALID])
def test_a_token_rolled_back_does_not_make_the_answer_stricter(status: CredentialStatus) -> None:
    old, _ = a_list(status, sequence=2)
    _, head = a_list(VALID)

    needed = match_served_token(old, head=head, index=INDEX)

    assert needed == HeadTokenNeeded(token_digest=head.head.token_digest, at_least=None)


def test_without_any_token_the_status_is_unknown() -> None:
    _, head = a_list()
    needed = match_served_token(None, head=head, index=INDEX)
    assert isinstance(needed, HeadTokenNeeded)

    answer = match_head_token(None, needed=needed, head=head, index=INDEX)

    assert answer == StatusUnknown(cause=UnknownCause.LIST_UNAVAILABLE)


def test_a_token_of_another_sequence_is_not_the_head_s_own() -> None:
    other, _ = a_list(sequence=2)
    _, head = a_list()
    needed = HeadTokenNeeded(token_digest=head.head.token_digest, at_least=None)

    answer = match_head_token(other, needed=needed, head=head, index=INDEX)

    assert answer == StatusUnknown(cause=UnknownCause.LIST_UNAVAILABLE)


def test_a_token_without_sequence_never_counts() -> None:
    token, head = a_list()

    answer = match_served_token(replace(token, sequence=None), head=head, index=INDEX)

    assert isinstance(answer, HeadTokenNeeded)


@pytest.mark.threat(115)
@pytest.mark.parametrize("ahead", [1, 3])
@pytest.mark.parametrize(
    ("newer", "committed", "expected", "basis"),
    [
        (VALID, VALID, VALID, StatusBasis.HEAD_LIST),
        (VALID, INVALID, INVALID, StatusBasis.HEAD_LIST),
        (VALID, SUSPENDED, SUSPENDED, StatusBasis.HEAD_LIST),
        (SUSPENDED, VALID, SUSPENDED, StatusBasis.NEWER_LIST),
        (SUSPENDED, SUSPENDED, SUSPENDED, StatusBasis.HEAD_LIST),
        (SUSPENDED, INVALID, INVALID, StatusBasis.HEAD_LIST),
        (INVALID, VALID, INVALID, StatusBasis.NEWER_LIST),
        (INVALID, SUSPENDED, INVALID, StatusBasis.NEWER_LIST),
        (INVALID, INVALID, INVALID, StatusBasis.NEWER_LIST),
    ],
)
def test_a_token_ahead_of_the_head_only_makes_the_answer_stricter(
    ahead: int,
    newer: CredentialStatus,
    committed: CredentialStatus,
    expected: CredentialStatus,
    basis: StatusBasis,
) -> None:
    served, _ = a_list(newer, sequence=3 + ahead)
    own, head = a_list(committed)

    answer: StatusAnswer | HeadTokenNeeded = match_served_token(served, head=head, index=INDEX)
    if isinstance(answer, HeadTokenNeeded):
        answer = match_head_token(own, needed=answer, head=head, index=INDEX)

    assert status_of(answer) is expected
    assert isinstance(answer, StatusEstablished)
    assert answer.basis is basis


@pytest.mark.threat(115)
def test_valid_ahead_of_the_head_is_worth_nothing_without_the_head_s_own_token() -> None:
    served, _ = a_list(VALID, sequence=4)
    _, head = a_list(VALID)
    needed = match_served_token(served, head=head, index=INDEX)
    assert isinstance(needed, HeadTokenNeeded)

    answer = match_head_token(None, needed=needed, head=head, index=INDEX)

    assert answer == StatusUnknown(cause=UnknownCause.LIST_UNAVAILABLE)


@pytest.mark.threat(115)
def test_suspended_ahead_of_the_head_stands_without_the_head_s_own_token() -> None:
    served, _ = a_list(SUSPENDED, sequence=4)
    _, head = a_list(VALID)
    needed = match_served_token(served, head=head, index=INDEX)
    assert isinstance(needed, HeadTokenNeeded)

    assert status_of(match_head_token(None, needed=needed, head=head, index=INDEX)) is SUSPENDED


def test_a_list_ahead_with_other_bits_says_nothing() -> None:
    served, _ = a_list(INVALID, sequence=4, bits=1)
    _, head = a_list(VALID)

    answer = match_served_token(served, head=head, index=INDEX)

    assert answer == HeadTokenNeeded(token_digest=head.head.token_digest, at_least=None)


@pytest.mark.threat(51)
@pytest.mark.parametrize("index", [-1, 4096, 2**63])
def test_an_entry_beyond_the_head_s_list_is_unknown(index: int) -> None:
    token, head = a_list()

    answer = match_served_token(token, head=head, index=index)

    assert answer == StatusUnknown(cause=UnknownCause.INDEX_OUT_OF_RANGE)


@pytest.mark.threat(128)
def test_entries_come_from_the_head_and_not_from_the_length_of_the_list() -> None:
    token, head = a_list()
    shorter = replace(head, head=replace(head.head, entries=INDEX))

    answer = match_served_token(token, head=shorter, index=INDEX)

    assert answer == StatusUnknown(cause=UnknownCause.INDEX_OUT_OF_RANGE)


@pytest.mark.threat(51)
def test_a_reserved_value_is_unknown() -> None:
    status_list = StatusList(bits=2, data=b"\xff" * 32)
    text = a_status_list_token(status_list, sequence=3)
    token = verify_status_list_token(
        parse_status_list_token(text), key=a_signing_key(STATUS).public, uri=LIST_URI, now=NOW
    )

    answer = match_served_token(token, head=a_head(text, status_list, sequence=3), index=INDEX)

    assert answer == StatusUnknown(cause=UnknownCause.VALUE_RESERVED)


def test_at_a_past_time_the_list_published_then_decides() -> None:
    token, head = a_list(VALID)
    heads = HeadsAround(before=head, after=None)

    answer = match_past_token(token, heads=heads, index=INDEX, at=NOW + HOUR, limit=HOUR)

    assert status_of(answer) is VALID


def test_at_a_past_time_nothing_newer_counts() -> None:
    newer, _ = a_list(INVALID, sequence=4)
    _, head = a_list(VALID)

    answer = match_past_token(
        newer, heads=HeadsAround(before=head, after=None), index=INDEX, at=NOW, limit=HOUR
    )

    assert answer == StatusUnknown(cause=UnknownCause.LIST_UNAVAILABLE)


def test_before_the_first_head_nothing_is_known() -> None:
    token, head = a_list()

    for before in (None, head):
        answer = match_past_token(
            token,
            heads=HeadsAround(before=before, after=head),
            index=INDEX,
            at=NOW - timedelta(seconds=1),
            limit=HOUR,
        )
        assert answer == StatusUnknown(cause=UnknownCause.HEAD_MISSING)


@pytest.mark.threat(104)
def test_a_head_that_was_already_old_then_says_nothing() -> None:
    token, head = a_list()

    answer = match_past_token(
        token,
        heads=HeadsAround(before=head, after=None),
        index=INDEX,
        at=NOW + HOUR + timedelta(seconds=1),
        limit=HOUR,
    )

    assert answer == StatusUnknown(cause=UnknownCause.HEAD_TOO_OLD)


def test_a_change_signed_then_but_anchored_later_is_a_fact_of_its_own() -> None:
    token, head = a_list(VALID)
    after, head_after = a_list(INVALID, sequence=4)
    later = replace(head_after, anchored_at=NOW + HOUR)
    heads = HeadsAround(before=head, after=later)
    answer = match_past_token(token, heads=heads, index=INDEX, at=NOW, limit=HOUR)

    assert status_of(answer) is VALID
    assert change_anchored_later(answer, token_after=after, heads=heads, index=INDEX, at=NOW) is INVALID


@pytest.mark.parametrize("case", ["signed later", "no token", "no change", "not committed"])
def test_no_later_change_is_stated_where_there_is_none(case: str) -> None:
    token, head = a_list(VALID)
    after, later = a_list(VALID if case == "no change" else INVALID, sequence=4)
    if case == "signed later":
        after = replace(after, issued_at=NOW + timedelta(seconds=1))
    if case == "not committed":
        _, later = a_list(SUSPENDED, sequence=4)
    heads = HeadsAround(before=head, after=later)
    answer = match_past_token(token, heads=heads, index=INDEX, at=NOW, limit=HOUR)

    found = change_anchored_later(
        answer, token_after=None if case == "no token" else after, heads=heads, index=INDEX, at=NOW
    )

    assert found is None
