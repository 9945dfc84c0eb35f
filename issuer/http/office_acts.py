"""The acts of the office itself: who calls, what was done, whether it may be done."""

from dataclasses import dataclass

from issuer.usecases.ask_to_resume_issuing import AskToResumeIssuing
from issuer.usecases.begin_sign_in import BeginSignIn
from issuer.usecases.check_audit_log import CheckAuditLog
from issuer.usecases.confirm_approval import ConfirmApproval
from issuer.usecases.create_office_client import CreateOfficeClient
from issuer.usecases.disable_office_client import DisableOfficeClient
from issuer.usecases.disable_staff import DisableStaff
from issuer.usecases.end_session import EndSession
from issuer.usecases.enrol_staff import EnrolStaff
from issuer.usecases.finish_sign_in import FinishSignIn
from issuer.usecases.halt_issuing import HaltIssuing
from issuer.usecases.identify_office_client import IdentifyOfficeClient
from issuer.usecases.identify_staff import IdentifyStaff
from issuer.usecases.invite_staff import InviteStaff
from issuer.usecases.list_anchors import ListAnchors
from issuer.usecases.list_approvals import ListApprovals
from issuer.usecases.list_office_clients import ListOfficeClients
from issuer.usecases.list_staff import ListStaff
from issuer.usecases.read_audit_log import ReadAuditLog
from issuer.usecases.read_halt import ReadHalt
from issuer.usecases.reject_approval import RejectApproval
from issuer.usecases.revoke_credentials import RevokeCredentials
from issuer.usecases.rotate_client_key import RotateClientKey
from issuer.usecases.state_audit_head import StateAuditHead


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuingActs:
    """Whether anything is issued at all."""

    read: ReadHalt
    halt: HaltIssuing
    ask_to_resume: AskToResumeIssuing


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalActs:
    """Revoking, and what waits for a second person."""

    revoke: RevokeCredentials
    list: ListApprovals
    confirm: ConfirmApproval
    reject: RejectApproval


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientActs:
    """Departments' systems."""

    identify: IdentifyOfficeClient
    list: ListOfficeClients
    create: CreateOfficeClient
    rotate: RotateClientKey
    disable: DisableOfficeClient


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeActs:
    """Everything that is done about the office rather than about citizens."""

    second_approver_above: int
    clients: ClientActs
    identify_staff: IdentifyStaff
    begin_sign_in: BeginSignIn
    finish_sign_in: FinishSignIn
    end_session: EndSession
    list_anchors: ListAnchors
    list_staff: ListStaff
    invite_staff: InviteStaff
    enrol_staff: EnrolStaff
    disable_staff: DisableStaff
    issuing: IssuingActs
    approvals: ApprovalActs
    read_audit_log: ReadAuditLog
    check_audit_log: CheckAuditLog
    state_audit_head: StateAuditHead
