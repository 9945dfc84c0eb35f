"""The states of a question and the ways between them."""

from datetime import timedelta

import pytest

from citywallet.protocol.policy import BilingualText, Check, Decision, Judging, Reason, report_without_card
from tests.support.sd_jwts import NOW
from verifier.domain.errors import AlreadyAnswered, RequestExpired
from verifier.domain.transaction import (
    Answered,
    Expired,
    Nonce,
    Opening,
    Requested,
    RequestId,
    ResponseId,
    State,
    TransactionId,
    answer,
    at_time,
    require_open,
)

OPENING = Opening(
    id=TransactionId("id"),
    question="age-65",
    as_of=None,
    request_id=RequestId("request"),
    response_id=ResponseId("response"),
    nonce=Nonce("nonce"),
    state=State("state"),
    opened_at=NOW,
    expires_at=NOW + timedelta(minutes=2),
)
OPEN = Requested(opening=OPENING)
DECLINED = report_without_card(
    Check.ANSWER,
    Reason.DECLINED,
    judging=Judging(judged_at=NOW, as_of=None, card=BilingualText(ko="카드", en="card")),
)
CLOSED = answer(OPEN, DECLINED, now=NOW)


def test_a_question_is_open_until_the_moment_it_expires() -> None:
    last = OPENING.expires_at - timedelta(microseconds=1)

    assert at_time(OPEN, now=last) is OPEN
    assert at_time(OPEN, now=OPENING.expires_at) == Expired(opening=OPENING)


def test_an_answered_question_never_expires() -> None:
    assert at_time(CLOSED, now=NOW + timedelta(days=1)) is CLOSED


def test_only_an_open_question_takes_an_answer() -> None:
    assert require_open(OPEN, now=NOW) is OPEN
    with pytest.raises(AlreadyAnswered):
        require_open(CLOSED, now=NOW)
    with pytest.raises(RequestExpired):
        require_open(OPEN, now=OPENING.expires_at)


def test_an_answer_keeps_the_decision_and_the_report() -> None:
    assert isinstance(CLOSED, Answered)
    assert CLOSED.decision is Decision.REFUSED
    assert CLOSED.report["reason"] == "declined"
