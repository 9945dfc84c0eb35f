"""Reports: no truth value, every finding listed, and closed where anything is missing."""

from datetime import UTC, datetime

import pytest

from citywallet.protocol.policy import (
    BilingualText,
    Check,
    Decision,
    Finding,
    Reason,
    Report,
    serialize_report,
)
from citywallet.protocol.policy.finding import failed, not_reached, not_used, passed
from tests.support.sd_jwts import NOW

CARD = BilingualText(ko="카드", en="a card")


def a_report(*findings: Finding, as_of: datetime | None = None, known_at: datetime | None = None) -> Report:
    return Report(
        findings=findings, judged_at=NOW, as_of=as_of, known_at=known_at, date=as_of or NOW, card=CARD
    )


def test_a_report_refuses_to_be_taken_for_a_yes_or_no() -> None:
    with pytest.raises(TypeError, match="decision"):
        bool(a_report(passed(Check.STATUS)))


def test_a_report_accepts_when_everything_passed_or_is_openly_not_used() -> None:
    report = a_report(passed(Check.STATUS), not_used(Check.ISSUANCE_LOG))

    assert report.decision is Decision.ACCEPTED
    assert report.reason is Reason.ACCEPTED
    assert report.sentence.en == "Confirmed."


@pytest.mark.parametrize(
    "findings",
    [
        (),
        (not_used(Check.ISSUANCE_LOG),),
        (passed(Check.STATUS), not_reached(Check.CONDITIONS)),
    ],
)
def test_a_report_that_lacks_something_refuses(findings: tuple[Finding, ...]) -> None:
    report = a_report(*findings)

    assert report.decision is Decision.REFUSED
    assert report.reason is Reason.STATUS_UNKNOWN


def test_one_failure_refuses_and_all_failures_are_listed() -> None:
    report = a_report(
        passed(Check.CARD_UNALTERED),
        failed(Check.STATUS, Reason.REVOKED),
        failed(Check.CONDITIONS, Reason.CONDITION_NOT_MET),
    )
    members = serialize_report(report)

    assert report.reason is Reason.REVOKED
    assert members["decision"] == "refused"
    findings = members["findings"]
    assert isinstance(findings, list)
    assert [finding["reason"] for finding in findings if isinstance(finding, dict)] == [
        None,
        "revoked",
        "condition_not_met",
    ]


def test_an_acceptance_about_another_time_says_which() -> None:
    then = datetime(2026, 3, 3, tzinfo=UTC)

    assert a_report(passed(Check.STATUS), as_of=then).sentence.en.startswith("Confirmed, as of 3 March 2026")
    assert a_report(passed(Check.STATUS), known_at=then).sentence.ko.startswith("확인됐어요. 2026년 3월 3일")


def test_a_report_reads_as_json() -> None:
    report = a_report(failed(Check.VALIDITY, Reason.EXPIRED, error="CredentialExpired"))

    assert serialize_report(report) == {
        "decision": "refused",
        "reason": "expired",
        "sentence": {
            "ko": "유효기간이 지난 카드예요. 지갑에서 새로 받을 수 있어요.",
            "en": "This card has expired. A new one can be added in the wallet.",
        },
        "judged_at": "2026-09-01T03:00:00Z",
        "as_of": None,
        "known_at": None,
        "findings": [
            {
                "check": "validity",
                "label": {"ko": "유효기간", "en": "Period of validity"},
                "outcome": "failed",
                "reason": "expired",
                "sentence": {
                    "ko": "유효기간이 지난 카드예요. 지갑에서 새로 받을 수 있어요.",
                    "en": "This card has expired. A new one can be added in the wallet.",
                },
                "evidence": {"error": "CredentialExpired"},
            }
        ],
    }
