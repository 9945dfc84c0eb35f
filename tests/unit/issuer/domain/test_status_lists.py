"""When a token is due, and which changes it carries."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citywallet.protocol.statuslist import CredentialStatus
from issuer.domain.identifiers import ListNumber
from issuer.domain.status_lists import (
    PendingChange,
    PublicationRhythm,
    changes_for_next_sequence,
    is_publication_due,
)

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
RHYTHM = PublicationRhythm(
    coalescing=timedelta(seconds=2),
    heartbeat=timedelta(minutes=10),
    time_to_live=timedelta(minutes=5),
    lifetime=timedelta(hours=24),
)


@pytest.mark.parametrize(
    ("published_seconds_ago", "changed_seconds_ago", "due"),
    [
        (None, None, True),
        (1, None, False),
        (599, None, False),
        (600, None, True),
        (1, 1.9, False),
        (1, 2, True),
        (599, 1, False),
        (600, 1, True),
        (-3_600, None, True),
        (-60, None, False),
        (1, -3_600, True),
    ],
)
def test_a_token_is_due_at_first_after_a_change_and_as_heartbeat(
    published_seconds_ago: float | None, changed_seconds_ago: float | None, due: bool
) -> None:
    def ago(seconds: float | None) -> datetime | None:
        return None if seconds is None else NOW - timedelta(seconds=seconds)

    assert due is is_publication_due(
        last_published_at=ago(published_seconds_ago),
        oldest_change_at=ago(changed_seconds_ago),
        rhythm=RHYTHM,
        now=NOW,
    )


@pytest.mark.threat(56)
@given(changes=st.lists(st.tuples(st.integers(0, 5), st.sampled_from(CredentialStatus)), max_size=30))
def test_every_change_is_published_once_in_order_and_never_merged_with_another_of_its_index(
    changes: list[tuple[int, CredentialStatus]],
) -> None:
    pending = [
        PendingChange(id=number, list_number=ListNumber(1), index=index, status=status, requested_at=NOW)
        for number, (index, status) in enumerate(changes)
    ]
    published: list[PendingChange] = []
    while pending:
        sequence = changes_for_next_sequence(pending)
        assert len({change.index for change in sequence}) == len(sequence) > 0
        published += sequence
        pending = [change for change in pending if change not in sequence]
    for index in range(6):
        ids = [change.id for change in published if change.index == index]
        assert ids == sorted(ids)
    assert len(published) == len(changes)
