"""A second person does not agree to what another asked for."""

from dataclasses import dataclass

from citywallet.runtime.clock import Clock
from issuer.domain.approvals import ApprovalUnknown, reject
from issuer.domain.audit import Act
from issuer.domain.callers import StaffCaller
from issuer.domain.identifiers import ApprovalId
from issuer.ports import UnitsOfWork
from issuer.usecases.audit_trail import record_act


@dataclass(frozen=True, slots=True, kw_only=True)
class RejectApproval:
    """Record that nothing shall be done."""

    units: UnitsOfWork
    clock: Clock

    async def __call__(self, approval_id: ApprovalId, *, by: StaffCaller) -> None:
        """Reject.

        Raises:
            ApprovalUnknown: nobody asked for that.
            SamePerson: whoever asked cannot decide.
            ApprovalDecided: it was decided before, or waited for too long.
        """
        now = self.clock.now()
        async with self.units.writing() as records:
            approval = await records.approvals.find(approval_id, now=now)
            if approval is None:
                raise ApprovalUnknown()
            await records.approvals.save(reject(approval, by=by, now=now))
            await record_act(records, by.actor, Act.APPROVAL_REJECTED, subject=approval_id, now=now)
