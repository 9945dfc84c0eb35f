"""The status as of a past time: what was published then, and what a later head adds."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from citywallet.protocol.anchoring.errors import HeadTooOld
from citywallet.protocol.anchoring.head import AnchoredHead
from citywallet.protocol.anchoring.head_age import verify_head_age
from citywallet.protocol.anchoring.status_rule import (
    StatusAnswer,
    StatusEstablished,
    StatusUnknown,
    UnknownCause,
    is_committed,
    match_committed_token,
)
from citywallet.protocol.statuslist import CredentialStatus, VerifiedStatusList


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadsAround:
    """The last head anchored at or before a time, and the first one after it."""

    before: AnchoredHead | None
    after: AnchoredHead | None


def match_past_token(
    token: VerifiedStatusList | None, *, heads: HeadsAround, index: int, at: datetime, limit: timedelta
) -> StatusAnswer:
    """What was published about entry `index` at the time `at`.

    `limit` is the policy's age limit: a head that was already too old at `at` was silence then, too.
    """
    if heads.before is None or heads.before.anchored_at > at:
        return StatusUnknown(cause=UnknownCause.HEAD_MISSING)
    try:
        verify_head_age(heads.before, now=at, newest_block_time=None, limit=limit)
    except HeadTooOld:
        return StatusUnknown(cause=UnknownCause.HEAD_TOO_OLD)
    return match_committed_token(token, head=heads.before, index=index)


def change_anchored_later(
    answer: StatusAnswer,
    *,
    token_after: VerifiedStatusList | None,
    heads: HeadsAround,
    index: int,
    at: datetime,
) -> CredentialStatus | None:
    """The other status that the next head shows, if its list was already signed at `at`; None otherwise.

    It changes nothing about what was published at `at`; it is stated beside it, as a fact of its own.
    """
    if token_after is None or heads.after is None or not isinstance(answer, StatusEstablished):
        return None
    if token_after.issued_at > at or not is_committed(token_after, head=heads.after):
        return None
    later = match_committed_token(token_after, head=heads.after, index=index)
    if not isinstance(later, StatusEstablished) or later.status is answer.status:
        return None
    return later.status
