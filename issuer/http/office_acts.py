"""The acts of the office itself: who calls, what was done, whether it may be done."""

from dataclasses import dataclass

from issuer.usecases.check_audit_log import CheckAuditLog
from issuer.usecases.identify_office_client import IdentifyOfficeClient
from issuer.usecases.read_audit_log import ReadAuditLog
from issuer.usecases.state_audit_head import StateAuditHead


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeActs:
    """Everything that is done about the office rather than about citizens."""

    identify_client: IdentifyOfficeClient
    read_audit_log: ReadAuditLog
    check_audit_log: CheckAuditLog
    state_audit_head: StateAuditHead
