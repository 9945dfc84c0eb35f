"""A bulk job's states, the secrets of its offers, and the cells of its CSV."""

import csv
import io
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from issuer.domain.bulk_jobs import (
    Checked,
    Checking,
    Done,
    JobState,
    Receiving,
    Running,
    Stopped,
    resume,
    start,
    stop,
)
from issuer.domain.bulk_offers import bulk_secret, offer_secrets
from issuer.domain.bulk_rows import RowRefusal, sentence_of
from issuer.domain.csv_cells import guard_cell, serialize_csv
from issuer.domain.errors import BulkJobNotReady
from issuer.domain.file_rows import RowFault
from issuer.domain.identifiers import BulkJobId
from tests.support.clock import NOON

STATES: tuple[JobState, ...] = (
    Receiving(),
    Checking(),
    Checked(),
    Running(position=7),
    Stopped(position=7),
    Done(finished_at=NOON),
)


def test_a_stopped_job_goes_on_where_it_was() -> None:
    assert start(Checked()) == Running()
    assert resume(stop(Running(position=7))) == Running(position=7)


@pytest.mark.parametrize(
    ("transition", "only"),
    [(start, Checked), (stop, Running), (resume, Stopped)],
    ids=["start", "stop", "resume"],
)
def test_an_act_needs_its_state(transition: Callable[[JobState], JobState], only: type) -> None:
    for state in STATES:
        if isinstance(state, only):
            transition(state)
        else:
            with pytest.raises(BulkJobNotReady):
                transition(state)


def test_the_secrets_of_a_row_are_the_same_again_and_of_no_other_row() -> None:
    secret = bulk_secret("a passphrase of the tests")
    job, other = BulkJobId("job"), BulkJobId("other")
    first = offer_secrets(secret, job_id=job, row=2)
    assert offer_secrets(secret, job_id=job, row=2) == first
    assert len(first.reference) == 43
    assert len(first.tx_code) == 6
    assert first.tx_code.isdigit()
    others = [
        offer_secrets(secret, job_id=job, row=3),
        offer_secrets(secret, job_id=other, row=2),
        offer_secrets(bulk_secret("another passphrase"), job_id=job, row=2),
    ]
    assert len({each.reference for each in (first, *others)}) == 4


@pytest.mark.parametrize(
    "code", [*RowRefusal, *(fault for fault in RowFault if fault != "birthdate_in_future")]
)
def test_every_refusal_has_its_own_sentence_in_both_languages(code: str) -> None:
    sentence = sentence_of(code)
    assert sentence != sentence_of("something new")
    assert sentence.ko != sentence.en


@pytest.mark.threat(96)
@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_a_cell_that_would_be_a_formula_is_text(start: str) -> None:
    assert guard_cell(f"{start}1+1") == f"'{start}1+1"
    assert guard_cell(f"a{start}") == f"a{start}"


@pytest.mark.threat(96)
@given(rows=st.lists(st.lists(st.text(st.characters(codec="utf-8")), min_size=2, max_size=4), max_size=5))
def test_no_cell_of_an_export_begins_like_a_formula_and_none_is_lost(rows: list[list[str]]) -> None:
    read = list(csv.reader(io.StringIO(serialize_csv(rows), newline="")))
    assert read == [[guard_cell(cell) for cell in row] for row in rows]
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for row in read for cell in row)
