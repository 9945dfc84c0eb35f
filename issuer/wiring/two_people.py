"""How what takes two people is put together: many revocations, and the end of a halt."""

from issuer.http.office_acts import ApprovalActs, IssuingActs
from issuer.ports import UnitsOfWork
from issuer.settings import Settings
from issuer.usecases.ask_to_resume_issuing import AskToResumeIssuing
from issuer.usecases.confirm_approval import ConfirmApproval
from issuer.usecases.count_quota import CountQuota
from issuer.usecases.halt_issuing import HaltIssuing
from issuer.usecases.list_approvals import ListApprovals
from issuer.usecases.read_halt import ReadHalt
from issuer.usecases.reject_approval import RejectApproval
from issuer.usecases.revoke_credentials import RevokeCredentials
from issuer.wiring.parts import IssuerParts


def approval_acts(settings: Settings, parts: IssuerParts, units: UnitsOfWork) -> ApprovalActs:
    """Revoking, and the decisions of second persons."""
    return ApprovalActs(
        revoke=RevokeCredentials(
            units=units,
            clock=parts.clock,
            entropy=parts.entropy,
            second_approver_above=settings.second_approver_above,
            count_quota=CountQuota(settings.quotas),
        ),
        list=ListApprovals(units=units, clock=parts.clock),
        confirm=ConfirmApproval(units=units, clock=parts.clock),
        reject=RejectApproval(units=units, clock=parts.clock),
    )


def issuing_acts(parts: IssuerParts, units: UnitsOfWork) -> IssuingActs:
    """The halt of all issuing."""
    return IssuingActs(
        read=ReadHalt(units=units),
        halt=HaltIssuing(units=units, clock=parts.clock, entropy=parts.entropy),
        ask_to_resume=AskToResumeIssuing(units=units, clock=parts.clock, entropy=parts.entropy),
    )
