"""Status lists: when the next token is due, and which changes it takes up.

A change waits until the oldest one waiting is `coalescing` old, so that changes close together share one
token. Two changes of one index never do: the second waits for the next sequence, so that each state is shown.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from citywallet.protocol.statuslist import CredentialStatus
from issuer.domain.identifiers import ListNumber

# What the clocks of two processes may differ without meaning anything.
_CLOCK_NOISE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicationRhythm:
    """How often tokens are signed, and what they say about their own life."""

    coalescing: timedelta
    heartbeat: timedelta
    time_to_live: timedelta
    lifetime: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisteredList:
    """A status list; its form and address never change. `on_chain` once the chain knows the list."""

    number: ListNumber
    uri: str
    bits: int
    entries: int
    on_chain: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PendingChange:
    """A change of one index that no token carries yet."""

    id: int
    list_number: ListNumber
    index: int
    status: CredentialStatus
    requested_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """A signed token of a list, as JWT and as CWT; tokens from before a release that signed both have no CWT.

    `digest` is of the JWT. `anchored_at` is the block time of its head, None until the chain has it.
    """

    list_number: ListNumber
    sequence: int
    token: str
    cwt: bytes | None
    digest: bytes
    root: bytes
    published_at: datetime
    expires_at: datetime
    anchored_at: datetime | None


def is_publication_due(
    *,
    last_published_at: datetime | None,
    oldest_change_at: datetime | None,
    rhythm: PublicationRhythm,
    now: datetime,
) -> bool:
    """Whether a list needs its next token: its first, a change that waited long enough, or a heartbeat.

    A clock that was set back must delay neither: what seems to lie ahead of `now` has waited long enough.
    """
    if last_published_at is None or _is_past(last_published_at, now, rhythm.heartbeat, _CLOCK_NOISE):
        return True
    return oldest_change_at is not None and _is_past(oldest_change_at, now, rhythm.coalescing, timedelta())


def changes_for_next_sequence(pending: Iterable[PendingChange]) -> tuple[PendingChange, ...]:
    """Of the waiting changes of one list, oldest first, the first of each index."""
    first_by_index: dict[int, PendingChange] = {}
    for change in pending:
        first_by_index.setdefault(change.index, change)
    return tuple(first_by_index.values())


def _is_past(begun_at: datetime, now: datetime, wait: timedelta, noise: timedelta) -> bool:
    return now - begun_at >= wait or begun_at - now > noise
