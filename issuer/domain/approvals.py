"""What one person asks for and another confirms: the rule of two people.

Waiting ── confirm ─▶ Confirmed
Waiting ── reject ──▶ Rejected
Waiting ── time ────▶ Expired
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from issuer.domain.callers import Caller, StaffCaller
from issuer.domain.errors import IssuerError, UnknownRecord
from issuer.domain.identifiers import ApprovalId, HaltId, UserName
from issuer.domain.revocations import RevocationScope

APPROVAL_LIFETIME = timedelta(hours=72)


class ApprovalUnknown(UnknownRecord):
    """Raised when nothing with this identifier was ever asked for."""

    code = "approval_unknown"
    public = "Nobody asked for this."


class ApprovalDecided(IssuerError):
    """Raised when what shall be decided was confirmed or rejected before, or waited for too long."""

    code = "approval_decided"
    public = "This was decided already, or waited for too long."


class SamePerson(IssuerError):
    """Raised when whoever asked, or was shown the key of the system that asked, wants to decide it."""

    code = "same_person"
    public = "Another person must decide what you asked for."


@dataclass(frozen=True, slots=True)
class ResumeIssuing:
    """That this one halt of issuing be over."""

    halt_id: HaltId


Subject = RevocationScope | ResumeIssuing


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalTerms:
    """What was asked for, by whom and why; of a revocation, `count` credentials would have ended then.

    `asked_by` is the actor of the audit log, `asking_person` the person behind it: None for a system whose
    key nobody of the staff was shown.
    """

    id: ApprovalId
    subject: Subject
    count: int
    reason: str
    asked_by: str
    asking_person: UserName | None
    asked_at: datetime
    expires_at: datetime

    @classmethod
    def asked(
        cls, subject: Subject, *, id: ApprovalId, count: int, reason: str, by: Caller, now: datetime
    ) -> "ApprovalTerms":
        """What a caller asks for now."""
        return cls(
            id=id,
            subject=subject,
            count=count,
            reason=reason,
            asked_by=by.actor.name,
            asking_person=by.person,
            asked_at=now,
            expires_at=now + APPROVAL_LIFETIME,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """Nobody has decided yet."""

    terms: ApprovalTerms


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmed:
    """A second person agreed, and it was done."""

    terms: ApprovalTerms
    decided_by: UserName
    decided_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected:
    """A second person did not agree; nothing was done."""

    terms: ApprovalTerms
    decided_by: UserName
    decided_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Expired:
    """Nobody decided in time; nothing was done."""

    terms: ApprovalTerms


Approval = Waiting | Confirmed | Rejected | Expired


def at_time(waiting: Waiting, *, now: datetime) -> Waiting | Expired:
    """What has become of something that nobody decided."""
    return waiting if now < waiting.terms.expires_at else Expired(terms=waiting.terms)


def confirm(approval: Approval, *, by: StaffCaller, now: datetime) -> Confirmed:
    """The second person agrees.

    Raises:
        SamePerson, ApprovalDecided: see `reject`.
    """
    terms = _check_decidable(approval, by)
    return Confirmed(terms=terms, decided_by=by.user, decided_at=now)


def reject(approval: Approval, *, by: StaffCaller, now: datetime) -> Rejected:
    """The second person does not agree.

    Raises:
        SamePerson: it is the person who asked.
        ApprovalDecided: it no longer waits.
    """
    terms = _check_decidable(approval, by)
    return Rejected(terms=terms, decided_by=by.user, decided_at=now)


def _check_decidable(approval: Approval, by: StaffCaller) -> ApprovalTerms:
    if by.user == approval.terms.asking_person:
        raise SamePerson()
    if not isinstance(approval, Waiting):
        raise ApprovalDecided(type(approval).__name__)
    return approval.terms
