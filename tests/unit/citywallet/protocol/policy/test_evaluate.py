"""From the steps of an examination to the report: nothing that is missing or unchecked is ever a yes."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from citywallet.protocol.anchoring import (
    StatusBasis,
    StatusConflict,
    StatusEstablished,
    StatusUnknown,
    UnknownCause,
)
from citywallet.protocol.dcql import ClaimAbsent, CredentialFormatDiffers
from citywallet.protocol.policy import (
    BilingualText,
    Check,
    Decision,
    Equals,
    Examination,
    Finding,
    HolderBinding,
    IssuanceLogUse,
    ItemsDisclosed,
    Judging,
    Outcome,
    Policy,
    Reason,
    Report,
    StatusFacts,
    evaluate_card,
)
from citywallet.protocol.sdjwt import DigestRepeated, KeyBinding, KeyBindingWrongKey
from citywallet.protocol.sdjwtvc import verify_credential
from citywallet.protocol.statuslist import CredentialStatus
from citywallet.protocol.trust import (
    Accreditation,
    CertificateUsage,
    DirectoryUnavailable,
    KeyEpoch,
    KeyPurpose,
    Period,
    verify_chain,
)
from citywallet.protocol.trust.errors import (
    AccreditationNotInForce,
    CertificateExpired,
    CertificateNotYetValid,
    ChainNotAnchored,
    IssuerNotAccredited,
    KeyCompromised,
    KeyNotRegistered,
    KeyOutsideEpoch,
)
from tests.support.certificates import a_chain, a_root
from tests.support.heads import a_head
from tests.support.keys import ISSUER, a_signing_key
from tests.support.sd_jwts import NOW, a_credential

HOUR = timedelta(hours=1)
JUDGING = Judging(judged_at=NOW, as_of=None, card=BilingualText(ko="카드", en="a card"))
THEN = replace(JUDGING, as_of=NOW)
POLICY = Policy(
    holder_binding=HolderBinding.REQUIRED,
    issuance_log=IssuanceLogUse.NOT_USED,
    status_max_age=HOUR,
    conditions=Equals(path=("incheon_resident",), value=True),
)
HEAD = a_head("token")
VALID = StatusFacts(
    answer=StatusEstablished(
        status=CredentialStatus.VALID, basis=StatusBasis.HEAD_LIST, head=HEAD, token_sequence=1
    ),
    age=timedelta(minutes=1),
    known_at=None,
    heads=None,
    changed_later=None,
)


def an_examination(**changes: Any) -> Examination:
    """A card about which everything is well, but for the changes."""
    chain = a_chain(CertificateUsage.CREDENTIAL_SIGNER, ISSUER)
    steps: dict[str, Any] = {
        "certificate": verify_chain(
            chain.x5c, anchors=[a_root()], at=NOW, usage=CertificateUsage.CREDENTIAL_SIGNER
        ),
        "credential": verify_credential(a_credential(), key=a_signing_key(ISSUER).public),
        "issuer_key": KeyEpoch(
            thumbprint=bytes(32),
            purpose=KeyPurpose.CREDENTIAL,
            valid_from=NOW,
            valid_until=None,
            compromised_since=None,
        ),
        "accreditation": Accreditation(
            issuer_id=bytes(32), type_id=bytes(32), periods=(Period(start=NOW, end=None),), suspensions=()
        ),
        "holder": KeyBinding(issued_at=NOW, claims={}),
        "items": ItemsDisclosed(),
        "status": VALID,
    }
    return Examination(**(steps | changes))


def evaluate(
    examination: Examination | None = None, *, policy: Policy = POLICY, judging: Judging = JUDGING
) -> Report:
    return evaluate_card(examination or an_examination(), policy=policy, judging=judging)


def finding(report: Report, check: Check) -> Finding:
    (found,) = [each for each in report.findings if each.check is check]
    return found


def test_a_card_about_which_all_is_well_is_accepted() -> None:
    report = evaluate()

    assert report.decision is Decision.ACCEPTED
    assert finding(report, Check.ISSUANCE_LOG).outcome is Outcome.NOT_USED


@pytest.mark.parametrize("step", ["credential", "issuer_key", "accreditation", "holder", "items", "status"])
def test_a_step_that_was_not_reached_is_never_a_yes(step: str) -> None:
    report = evaluate(an_examination(**{step: None}))

    assert report.decision is Decision.REFUSED


@pytest.mark.parametrize(
    ("changes", "reason", "reason_then"),
    [
        ({"certificate": ChainNotAnchored()}, Reason.ISSUER_NOT_TRUSTED, Reason.ISSUER_NOT_TRUSTED),
        ({"certificate": CertificateExpired()}, Reason.ISSUER_KEY_INVALID, Reason.NOT_VALID_THEN),
        ({"certificate": CertificateNotYetValid()}, Reason.ISSUER_KEY_INVALID, Reason.NOT_VALID_THEN),
        ({"credential": DigestRepeated()}, Reason.ALTERED, Reason.ALTERED),
        ({"issuer_key": KeyNotRegistered()}, Reason.ISSUER_NOT_TRUSTED, Reason.ISSUER_NOT_TRUSTED),
        ({"issuer_key": KeyOutsideEpoch()}, Reason.ISSUER_KEY_INVALID, Reason.NOT_VALID_THEN),
        ({"issuer_key": KeyCompromised()}, Reason.ISSUER_KEY_INVALID, Reason.ISSUER_KEY_INVALID),
        ({"issuer_key": DirectoryUnavailable()}, Reason.STATUS_UNKNOWN, Reason.STATUS_UNKNOWN),
        ({"accreditation": IssuerNotAccredited()}, Reason.ISSUER_NOT_TRUSTED, Reason.ISSUER_NOT_TRUSTED),
        ({"accreditation": AccreditationNotInForce()}, Reason.ISSUER_NOT_TRUSTED, Reason.NOT_VALID_THEN),
        ({"accreditation": DirectoryUnavailable()}, Reason.STATUS_UNKNOWN, Reason.STATUS_UNKNOWN),
        ({"holder": KeyBindingWrongKey()}, Reason.NOT_THE_HOLDER, Reason.NOT_THE_HOLDER),
        ({"items": ClaimAbsent("citizen")}, Reason.ITEM_MISSING, Reason.ITEM_MISSING),
        ({"items": CredentialFormatDiffers("citizen")}, Reason.WRONG_CARD, Reason.WRONG_CARD),
    ],
)
def test_each_error_has_its_reason_now_and_about_the_past(
    changes: dict[str, Any], reason: Reason, reason_then: Reason
) -> None:
    assert evaluate(an_examination(**changes)).reason is reason
    assert evaluate(an_examination(**changes), judging=THEN).reason is reason_then


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (StatusConflict(head=HEAD), Reason.STATUS_CONFLICT),
        *((StatusUnknown(cause=cause), Reason.STATUS_UNKNOWN) for cause in UnknownCause),
    ],
)
def test_a_status_that_is_not_established_refuses(answer: Any, reason: Reason) -> None:
    report = evaluate(an_examination(status=replace(VALID, answer=answer)))

    assert (report.decision, report.reason) == (Decision.REFUSED, reason)


@pytest.mark.parametrize("age", [None, HOUR + timedelta(seconds=1)])
def test_valid_without_a_known_age_or_past_the_limit_is_unknown(age: timedelta | None) -> None:
    assert evaluate(an_examination(status=replace(VALID, age=age))).reason is Reason.STATUS_UNKNOWN


def test_valid_at_the_very_limit_is_accepted() -> None:
    assert evaluate(an_examination(status=replace(VALID, age=HOUR))).decision is Decision.ACCEPTED


def test_a_policy_that_demands_the_log_of_issue_accepts_nothing_without_it() -> None:
    report = evaluate(policy=replace(POLICY, issuance_log=IssuanceLogUse.REQUIRED))

    assert report.reason is Reason.ISSUANCE_NOT_FOUND


def test_every_failure_is_listed_and_the_heaviest_shown() -> None:
    report = evaluate(
        an_examination(holder=KeyBindingWrongKey(), status=replace(VALID, answer=StatusConflict(head=HEAD))),
        policy=replace(POLICY, conditions=Equals(path=("incheon_resident",), value=False)),
    )

    assert report.reason is Reason.NOT_THE_HOLDER
    assert [each.reason for each in report.findings if each.reason] == [
        Reason.NOT_THE_HOLDER,
        Reason.STATUS_CONFLICT,
        Reason.CONDITION_NOT_MET,
    ]


def test_no_finding_holds_the_value_of_a_claim() -> None:
    evidence = str([each.evidence for each in evaluate().findings])

    assert "김하늘" not in evidence
    assert "1955" not in evidence
