"""What is shown of a question that nobody answered in time."""

from citywallet.protocol.encoding import JsonObject
from citywallet.protocol.policy import (
    BilingualText,
    Check,
    Judging,
    Reason,
    report_without_card,
    serialize_report,
)
from verifier.domain.transaction import Opening

_NO_CARD = BilingualText(ko="카드", en="a card")


def expired_report(opening: Opening) -> JsonObject:
    """A report whose one finding is that time was up; there is no decision."""
    judging = Judging(judged_at=opening.expires_at, as_of=opening.as_of, card=_NO_CARD)
    report = report_without_card(Check.ANSWER, Reason.TIMED_OUT, judging=judging)
    return {**serialize_report(report), "decision": None}
