"""One question to one citizen: a state per class, a function per transition."""

from dataclasses import dataclass
from datetime import datetime
from typing import NewType

from citywallet.protocol.encoding import JsonObject
from citywallet.protocol.policy import Decision, Report, serialize_report
from verifier.domain.errors import AlreadyAnswered, RequestExpired

TransactionId = NewType("TransactionId", str)
RequestId = NewType("RequestId", str)
ResponseId = NewType("ResponseId", str)
Nonce = NewType("Nonce", str)
State = NewType("State", str)


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """What was fixed when the question was asked.

    The five random values differ: who sees one (the desk `id`, the QR `request_id`, the wallet the rest)
    can use none of the others. `as_of` is the time asked about, None for now.
    """

    id: TransactionId
    question: str
    as_of: datetime | None
    request_id: RequestId
    response_id: ResponseId
    nonce: Nonce
    state: State
    opened_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Requested:
    """The question stands open."""

    opening: Opening


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """The one answer was judged. `report` holds no claim value."""

    opening: Opening
    answered_at: datetime
    decision: Decision
    report: JsonObject


@dataclass(frozen=True, slots=True, kw_only=True)
class Expired:
    """Nobody answered in time."""

    opening: Opening


Transaction = Requested | Answered | Expired


def at_time(transaction: Transaction, *, now: datetime) -> Transaction:
    """The transaction as it stands at `now`: an open request ends at its expiry."""
    if isinstance(transaction, Requested) and now >= transaction.opening.expires_at:
        return Expired(opening=transaction.opening)
    return transaction


def require_open(transaction: Transaction, *, now: datetime) -> Requested:
    """The open request, before its answer is judged.

    Raises:
        AlreadyAnswered: it was answered.
        RequestExpired: its time is over.
    """
    match at_time(transaction, now=now):
        case Answered():
            raise AlreadyAnswered
        case Expired():
            raise RequestExpired
        case Requested() as requested:
            return requested


def answer(requested: Requested, report: Report, *, now: datetime) -> Answered:
    """Close the question with the report on its answer."""
    return Answered(
        opening=requested.opening,
        answered_at=now,
        decision=report.decision,
        report=serialize_report(report),
    )
