"""What the office's API takes and gives of revocations and of what waits for a second person."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from issuer.domain.approvals import Approval, Confirmed, Expired, Rejected, ResumeIssuing, Subject, Waiting
from issuer.domain.devices import parse_device, serialize_device
from issuer.domain.identifiers import ApprovalId, CitizenId, CredentialId
from issuer.domain.revocations import Named, OfCitizen, OfDevice, RevocationScope
from issuer.http.models import Identifier
from issuer.ports import NumberedApproval
from issuer.usecases.list_approvals import PAGE_APPROVALS

MAX_NAMED = 1_000
Scope = Literal["citizen", "device", "credentials"]
State = Literal["waiting", "confirmed", "rejected", "expired"]


class RevocationRequest(BaseModel):
    """What to revoke, by exactly one of three, and why."""

    model_config = ConfigDict(extra="forbid", strict=True)

    reason: Annotated[str, Field(min_length=1, max_length=500)]
    citizen_id: Identifier | None = None
    device: Identifier | None = None
    credential_ids: Annotated[list[Identifier], Field(min_length=1, max_length=MAX_NAMED)] | None = None

    @model_validator(mode="after")
    def _check_one(self) -> Self:
        if [self.citizen_id, self.device, self.credential_ids].count(None) != 2:
            raise ValueError("name a citizen, a device or credentials")
        return self

    def scope(self) -> RevocationScope:
        """What is meant.

        Raises:
            DeviceUnknown: no device is named like this.
        """
        if self.citizen_id is not None:
            return OfCitizen(CitizenId(self.citizen_id))
        if self.device is not None:
            return OfDevice(parse_device(self.device))
        return Named(tuple(CredentialId(each) for each in dict.fromkeys(self.credential_ids or ())))


class DoneModel(BaseModel):
    """How many credentials ended."""

    done: int


class AskedModel(BaseModel):
    """Nothing ended yet: another person must confirm it."""

    approval_id: ApprovalId


class ApprovalModel(BaseModel):
    """What somebody asked for; `subject` is the citizen or device of a revocation, else null."""

    id: ApprovalId
    act: Literal["revoke", "resume_issuing"]
    scope: Scope | None
    subject: str | None
    count: int
    reason: str
    asked_by: str
    asked_at: datetime
    expires_at: datetime
    state: State
    decided_by: str | None
    decided_at: datetime | None

    @classmethod
    def of(cls, approval: Approval) -> "ApprovalModel":
        """Render an approval."""
        terms = approval.terms
        scope, subject = _scope(terms.subject)
        decided = approval if isinstance(approval, Confirmed | Rejected) else None
        return cls(
            id=terms.id,
            act="resume_issuing" if isinstance(terms.subject, ResumeIssuing) else "revoke",
            scope=scope,
            subject=subject,
            count=terms.count,
            reason=terms.reason,
            asked_by=terms.asked_by,
            asked_at=terms.asked_at,
            expires_at=terms.expires_at,
            state=_state(approval),
            decided_by=None if decided is None else decided.decided_by,
            decided_at=None if decided is None else decided.decided_at,
        )


class ApprovalsModel(BaseModel):
    """A page of approvals; `next` is the cursor of the page behind it."""

    items: list[ApprovalModel]
    next: str | None

    @classmethod
    def of(cls, found: Sequence[NumberedApproval]) -> "ApprovalsModel":
        """Render a page."""
        has_more = len(found) == PAGE_APPROVALS and found[-1].number > 1
        return cls(
            items=[ApprovalModel.of(each.approval) for each in found],
            next=str(found[-1].number) if has_more else None,
        )


def _scope(subject: Subject) -> tuple[Scope | None, str | None]:
    match subject:
        case OfCitizen(citizen_id):
            return "citizen", citizen_id
        case OfDevice(device):
            return "device", serialize_device(device)
        case Named():
            return "credentials", None
        case ResumeIssuing():
            return None, None


def _state(approval: Approval) -> State:
    match approval:
        case Waiting():
            return "waiting"
        case Confirmed():
            return "confirmed"
        case Rejected():
            return "rejected"
        case Expired():
            return "expired"
