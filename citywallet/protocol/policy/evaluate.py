"""From the examination of a card to the report: pure, complete, and closed where anything is missing."""

from dataclasses import dataclass
from datetime import datetime

from citywallet.protocol.bilingual import BilingualText
from citywallet.protocol.errors import ProtocolError
from citywallet.protocol.policy.error_reasons import (
    reason_of_accreditation_error,
    reason_of_certificate_error,
    reason_of_holder_error,
    reason_of_items_error,
    reason_of_key_error,
    reason_of_validity_error,
)
from citywallet.protocol.policy.examination import Examination, IssuerNameWrong
from citywallet.protocol.policy.finding import Check, Finding, failed, instant, not_reached, not_used, passed
from citywallet.protocol.policy.policy import HolderBinding, IssuanceLogUse, Policy
from citywallet.protocol.policy.reasons import Reason
from citywallet.protocol.policy.report import Report
from citywallet.protocol.policy.status_finding import status_finding
from citywallet.protocol.sdjwtvc import VerifiedCredential, check_validity

_NO_QUESTION = "a card checked by itself answers no question"
_IAT_STANDS_IN = "no public log of issue is used; the time of issue is the one that the office wrote"


@dataclass(frozen=True, slots=True, kw_only=True)
class Judging:
    """When it is judged, about which time (None: now), and the name of the card asked for."""

    judged_at: datetime
    as_of: datetime | None
    card: BilingualText

    @property
    def at(self) -> datetime:
        """The time that every check is about."""
        return self.judged_at if self.as_of is None else self.as_of

    @property
    def about_the_past(self) -> bool:
        """Whether a past time was asked about."""
        return self.as_of is not None


def evaluate_card(examination: Examination, *, policy: Policy, judging: Judging) -> Report:
    """Judge one card: every check has its finding, whether or not an earlier one failed."""
    findings = (
        _certificate(examination, judging),
        _unaltered(examination),
        _issuer_key(examination, judging),
        _accreditation(examination, judging),
        _holder(examination, policy),
        _validity(examination, judging),
        status_finding(examination.status, max_age=policy.status_max_age),
        _issuance_log(examination, policy),
        _items(examination, policy),
        _conditions(examination, policy),
    )
    status = examination.status
    return Report(
        findings=findings,
        judged_at=judging.judged_at,
        as_of=judging.as_of,
        known_at=None if status is None else status.known_at,
        date=_date(examination, judging),
        card=judging.card,
    )


def report_without_card(
    check: Check, reason: Reason, *, judging: Judging, error: str | None = None
) -> Report:
    """The report of an answer that brought no card to judge: declined, unreadable, or too late."""
    finding = failed(check, reason) if error is None else failed(check, reason, error=error)
    return Report(
        findings=(finding,),
        judged_at=judging.judged_at,
        as_of=judging.as_of,
        known_at=None,
        date=judging.at,
        card=judging.card,
    )


def _certificate(examination: Examination, judging: Judging) -> Finding:
    leaf = examination.certificate
    if isinstance(leaf, ProtocolError):
        reason = reason_of_certificate_error(leaf, about_the_past=judging.about_the_past)
        return failed(Check.ISSUER_CERTIFICATE, reason, error=_name(leaf))
    name = None if leaf.organization is None else leaf.organization.ko
    return passed(Check.ISSUER_CERTIFICATE, organization=name)


def _unaltered(examination: Examination) -> Finding:
    credential = examination.credential
    if credential is None:
        return not_reached(Check.CARD_UNALTERED)
    if isinstance(credential, IssuerNameWrong):
        return failed(Check.CARD_UNALTERED, Reason.ISSUER_NOT_TRUSTED, error=_name(credential))
    if isinstance(credential, ProtocolError):
        return failed(Check.CARD_UNALTERED, Reason.ALTERED, error=_name(credential))
    return passed(Check.CARD_UNALTERED, vct=credential.vct, issuer=credential.issuer)


def _issuer_key(examination: Examination, judging: Judging) -> Finding:
    epoch = examination.issuer_key
    if epoch is None:
        return not_reached(Check.ISSUER_KEY)
    if isinstance(epoch, ProtocolError):
        reason = reason_of_key_error(epoch, about_the_past=judging.about_the_past)
        return failed(Check.ISSUER_KEY, reason, error=_name(epoch))
    return passed(Check.ISSUER_KEY, thumbprint=epoch.thumbprint.hex(), registered=instant(epoch.valid_from))


def _accreditation(examination: Examination, judging: Judging) -> Finding:
    accreditation = examination.accreditation
    if accreditation is None:
        return not_reached(Check.ISSUER_ACCREDITATION)
    if isinstance(accreditation, ProtocolError):
        reason = reason_of_accreditation_error(accreditation, about_the_past=judging.about_the_past)
        return failed(Check.ISSUER_ACCREDITATION, reason, error=_name(accreditation))
    return passed(Check.ISSUER_ACCREDITATION, type_id=accreditation.type_id.hex())


def _holder(examination: Examination, policy: Policy) -> Finding:
    if policy.holder_binding is HolderBinding.NOT_CHECKED:
        return not_used(Check.HOLDER_BINDING, note="a card checked by itself says nothing about who shows it")
    holder = examination.holder
    if holder is None:
        return not_reached(Check.HOLDER_BINDING)
    if isinstance(holder, ProtocolError):
        return failed(Check.HOLDER_BINDING, reason_of_holder_error(holder), error=_name(holder))
    return passed(Check.HOLDER_BINDING, signed=instant(holder.issued_at))


def _validity(examination: Examination, judging: Judging) -> Finding:
    credential = examination.credential
    if not isinstance(credential, VerifiedCredential):
        return not_reached(Check.VALIDITY)
    try:
        check_validity(credential, at=judging.at)
    except ProtocolError as error:
        reason = reason_of_validity_error(error, about_the_past=judging.about_the_past)
        return failed(Check.VALIDITY, reason, error=_name(error))
    return passed(Check.VALIDITY, at=instant(judging.at))


def _issuance_log(examination: Examination, policy: Policy) -> Finding:
    credential = examination.credential
    if not isinstance(credential, VerifiedCredential):
        return not_reached(Check.ISSUANCE_LOG)
    # No presentation can carry a proof of inclusion yet: where the log is required, nothing is found in it.
    # Where it is not used, `iat` stands in for it and must be there.
    if policy.issuance_log is IssuanceLogUse.REQUIRED or credential.issued_at is None:
        return failed(Check.ISSUANCE_LOG, Reason.ISSUANCE_NOT_FOUND)
    return not_used(Check.ISSUANCE_LOG, issued=instant(credential.issued_at), note=_IAT_STANDS_IN)


def _items(examination: Examination, policy: Policy) -> Finding:
    if policy.conditions is None:
        return not_used(Check.REQUESTED_ITEMS, note=_NO_QUESTION)
    items = examination.items
    if items is None:
        return not_reached(Check.REQUESTED_ITEMS)
    if isinstance(items, ProtocolError):
        return failed(Check.REQUESTED_ITEMS, reason_of_items_error(items), error=_name(items))
    return passed(Check.REQUESTED_ITEMS)


def _conditions(examination: Examination, policy: Policy) -> Finding:
    if policy.conditions is None:
        return not_used(Check.CONDITIONS, note=_NO_QUESTION)
    credential = examination.credential
    if not isinstance(credential, VerifiedCredential):
        return not_reached(Check.CONDITIONS)
    # Which value failed is never said.
    if not policy.conditions.holds_for(credential.claims):
        return failed(Check.CONDITIONS, Reason.CONDITION_NOT_MET)
    return passed(Check.CONDITIONS)


def _date(examination: Examination, judging: Judging) -> datetime:
    credential = examination.credential
    if judging.about_the_past or not isinstance(credential, VerifiedCredential):
        return judging.at
    starts = [start for start in (credential.issued_at, credential.not_before) if start is not None]
    return max(starts, default=judging.at)


def _name(error: ProtocolError) -> str:
    return type(error).__name__
