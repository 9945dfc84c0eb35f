"""The messages of our own API."""

import re
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
)

_DATE_TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T.+")


def _require_date_time(value: object) -> object:
    """A number has two readings, seconds and milliseconds; a date and time with its zone has one."""
    if not (isinstance(value, str) and _DATE_TIME.fullmatch(value)):
        raise ValueError("write it like 2026-03-03T09:00:00+09:00")
    return value


def _in_utc(moment: datetime) -> datetime:
    try:
        return moment.astimezone(UTC)
    except OverflowError:  # the first and last hours of the calendar, in a zone that leads out of it
        raise ValueError("this time cannot be told in UTC") from None


Moment = Annotated[AwareDatetime, BeforeValidator(_require_date_time), AfterValidator(_in_utc)]
QuestionName = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]{1,64}$")]


class _Message(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Text(_Message):
    """A text in both languages."""

    ko: str
    en: str


class QuestionSummary(_Message):
    """A question that may be asked here."""

    name: str
    label: Text
    purpose: Text
    legal_basis: Text
    retention_days: int
    flow: Literal["same_device", "proximity"]


class QuestionAsked(_Message):
    """Which question to ask, and about which past time, if not about now."""

    question: QuestionName
    as_of: Moment | None = None


class TransactionOpened(_Message):
    """An open transaction: the link (or QR code) for the wallet, and until when it may be answered."""

    id: str
    request_uri: str
    expires_at: datetime


class TransactionState(_Message):
    """How a transaction stands."""

    id: str
    question: str
    state: Literal["pending", "answered", "expired"]
    decision: Literal["accepted", "refused"] | None
    report: dict[str, Any] | None


class CardToCheck(_Message):
    """A card as a compact SD-JWT, and the past time that is meant, if not now."""

    card: Annotated[str, Field(min_length=1, max_length=131_072)]
    as_of: Moment | None = None


class CardChecked(_Message):
    """The judgement of a card by itself; who shows it was not checked."""

    decision: Literal["accepted", "refused"]
    report: dict[str, Any]
