"""A second person confirms what another asked for, and it is done."""

from dataclasses import dataclass

from citywallet.runtime.clock import Clock
from citywallet.runtime.failpoint import failpoint
from issuer.domain.approvals import ApprovalUnknown, confirm
from issuer.domain.audit import Act
from issuer.domain.callers import StaffCaller
from issuer.domain.identifiers import ApprovalId
from issuer.domain.reasons import code_of
from issuer.ports import UnitsOfWork
from issuer.usecases.audit_trail import record_act
from issuer.usecases.end_credentials import end_authorizations, end_credentials, living_of


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmApproval:
    """Revoke what is alive now of what was asked for: a thief may have fetched more since."""

    units: UnitsOfWork
    clock: Clock

    async def __call__(self, approval_id: ApprovalId, *, by: StaffCaller) -> int:
        """Confirm and do it, in one unit of work; how many credentials ended.

        Raises:
            ApprovalUnknown: nobody asked for that.
            SamePerson: whoever asked cannot confirm.
            ApprovalDecided: it was decided before, or waited for too long.
        """
        now = self.clock.now()
        failpoint("approval.before_record")
        async with self.units.writing() as records:
            approval = await records.approvals.find(approval_id, now=now)
            if approval is None:
                raise ApprovalUnknown()
            confirmed = confirm(approval, by=by, now=now)
            terms = confirmed.terms
            living = await living_of(records, terms.scope)
            await end_authorizations(records, terms.scope, living, now=now)
            entry = await record_act(
                records,
                by.actor,
                Act.APPROVAL_CONFIRMED,
                subject=terms.id,
                reason=code_of(terms.reason or None),
                now=now,
            )
            await end_credentials(records, living, reason=terms.reason or None, entry=entry, now=now)
            await records.approvals.save(confirmed)
        failpoint("approval.after_record")
        return len(living)
