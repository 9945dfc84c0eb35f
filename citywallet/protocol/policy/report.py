"""The answer to a question: every finding, and the one sentence that a person reads."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NoReturn

from citywallet.protocol.bilingual import BilingualText
from citywallet.protocol.encoding import JsonObject
from citywallet.protocol.policy.finding import Finding, Outcome, instant
from citywallet.protocol.policy.reasons import Reason, accepted_as_of, sentence_of, weightiest


class Decision(StrEnum):
    """Yes or no."""

    ACCEPTED = "accepted"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What was checked when, about which time, and with what outcome.

    `as_of` is the time asked about, None for now. `known_at` is the time of the facts on which the status
    rests when they were not fresh. `date` is the day the sentence names where it names one.
    """

    findings: tuple[Finding, ...]
    judged_at: datetime
    as_of: datetime | None
    known_at: datetime | None
    date: datetime
    card: BilingualText

    def __bool__(self) -> NoReturn:
        """Refuse: a report of many checks is no yes or no. Ask for its `decision`."""
        raise TypeError("a report has no truth value; read its decision")

    @property
    def decision(self) -> Decision:
        """Accepted only if there are findings and each of them passed or is openly not used."""
        return Decision.ACCEPTED if self.reason is Reason.ACCEPTED else Decision.REFUSED

    @property
    def reason(self) -> Reason:
        """The weightiest reason. A check that nothing reached and nothing failed leaves it unknown."""
        reasons = [finding.reason for finding in self.findings if finding.reason is not None]
        heaviest = weightiest(reasons)
        if heaviest is not None:
            return heaviest
        settled = (Outcome.PASSED, Outcome.NOT_USED)
        complete = all(finding.outcome in settled for finding in self.findings)
        passed = any(finding.outcome is Outcome.PASSED for finding in self.findings)
        return Reason.ACCEPTED if complete and passed else Reason.STATUS_UNKNOWN

    @property
    def sentence(self) -> BilingualText:
        """The sentence that a person reads."""
        known_at = self.known_at if self.as_of is None else self.as_of
        if self.reason is Reason.ACCEPTED and known_at is not None:
            return accepted_as_of(known_at)
        return sentence_of(self.reason, date=self.date, card=self.card)


def serialize_report(report: Report) -> JsonObject:
    """The report as JSON: no claim values are in it, so it may be kept and shown."""
    return {
        "decision": report.decision.value,
        "reason": report.reason.value,
        "sentence": _both(report.sentence),
        "judged_at": instant(report.judged_at),
        "as_of": None if report.as_of is None else instant(report.as_of),
        "known_at": None if report.known_at is None else instant(report.known_at),
        "findings": [_serialize_finding(finding, report) for finding in report.findings],
    }


def _serialize_finding(finding: Finding, report: Report) -> JsonObject:
    reason = finding.reason
    sentence = None if reason is None else sentence_of(reason, date=report.date, card=report.card)
    return {
        "check": finding.check.value,
        "label": _both(finding.check.label),
        "outcome": finding.outcome.value,
        "reason": None if reason is None else reason.value,
        "sentence": None if sentence is None else _both(sentence),
        "evidence": dict(finding.evidence),
    }


def _both(text: BilingualText) -> JsonObject:
    return {"ko": text.ko, "en": text.en}
