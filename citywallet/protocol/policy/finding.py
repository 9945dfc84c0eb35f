"""One check and what came of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from citywallet.protocol.bilingual import BilingualText
from citywallet.protocol.policy.reasons import Reason

EvidenceValue = str | int | bool | None
_SECONDS_CHARS = len("2026-09-01T03:00:00")

Evidence = Mapping[str, EvidenceValue]
"""Facts that a finding rests on: identifiers, times, numbers of heads. Never the value of a claim."""


class Check(StrEnum):
    """What is checked, in the order of a report."""

    ANSWER = "answer"
    ISSUER_CERTIFICATE = "issuer_certificate"
    CARD_UNALTERED = "card_unaltered"
    ISSUER_KEY = "issuer_key"
    ISSUER_ACCREDITATION = "issuer_accreditation"
    HOLDER_BINDING = "holder_binding"
    VALIDITY = "validity"
    STATUS = "status"
    ISSUANCE_LOG = "issuance_log"
    REQUESTED_ITEMS = "requested_items"
    CONDITIONS = "conditions"

    @property
    def label(self) -> BilingualText:
        """The check in words for an officer."""
        return _LABELS[self]


class Outcome(StrEnum):
    """What came of a check."""

    PASSED = "passed"
    FAILED = "failed"
    NOT_USED = "not_used"  # the policy does without this check, and the report says so
    NOT_REACHED = "not_reached"  # something earlier failed


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One check, its outcome, the reason if it failed, and what it rests on."""

    check: Check
    outcome: Outcome
    reason: Reason | None
    evidence: Evidence


def passed(check: Check, **evidence: EvidenceValue) -> Finding:
    """A check that held."""
    return Finding(check=check, outcome=Outcome.PASSED, reason=None, evidence=evidence)


def failed(check: Check, reason: Reason, **evidence: EvidenceValue) -> Finding:
    """A check that did not hold, and why."""
    return Finding(check=check, outcome=Outcome.FAILED, reason=reason, evidence=evidence)


def not_used(check: Check, **evidence: EvidenceValue) -> Finding:
    """A check that the policy openly does without."""
    return Finding(check=check, outcome=Outcome.NOT_USED, reason=None, evidence=evidence)


def not_reached(check: Check) -> Finding:
    """A check that an earlier failure made impossible."""
    return Finding(check=check, outcome=Outcome.NOT_REACHED, reason=None, evidence={})


def instant(at: datetime) -> str:
    """A time as evidence: RFC 3339 in UTC, whole seconds."""
    # Half of a report's findings name a time, and a format string costs four times as much.
    return (at if at.tzinfo is UTC else at.astimezone(UTC)).isoformat()[:_SECONDS_CHARS] + "Z"


_LABELS: dict[Check, BilingualText] = {
    Check.ANSWER: BilingualText(ko="답을 읽을 수 있는지", en="The answer can be read"),
    Check.ISSUER_CERTIFICATE: BilingualText(ko="카드를 준 기관", en="Office that issued the card"),
    Check.CARD_UNALTERED: BilingualText(ko="카드 내용이 원래대로인지", en="The card is as it was issued"),
    Check.ISSUER_KEY: BilingualText(ko="기관이 등록한 열쇠", en="Key registered by the office"),
    Check.ISSUER_ACCREDITATION: BilingualText(ko="기관의 발급 권한", en="Office may issue this card"),
    Check.HOLDER_BINDING: BilingualText(ko="카드 주인이 냈는지", en="Submitted by the card's owner"),
    Check.VALIDITY: BilingualText(ko="유효기간", en="Period of validity"),
    Check.STATUS: BilingualText(ko="취소·정지 여부", en="Not cancelled, not paused"),
    Check.ISSUANCE_LOG: BilingualText(ko="발급 기록", en="Record of issue"),
    Check.REQUESTED_ITEMS: BilingualText(ko="필요한 내용", en="Items asked for"),
    Check.CONDITIONS: BilingualText(ko="이 서비스의 조건", en="Conditions of this service"),
}
