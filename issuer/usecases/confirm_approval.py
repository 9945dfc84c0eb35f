"""A second person confirms what another asked for, and it is done."""

from dataclasses import dataclass
from datetime import datetime

from citywallet.runtime.clock import Clock
from issuer.domain.approvals import ApprovalDecided, ApprovalUnknown, Confirmed, ResumeIssuing, confirm
from issuer.domain.audit import Act
from issuer.domain.callers import StaffCaller
from issuer.domain.halts import EndOfHalt
from issuer.domain.identifiers import ApprovalId, HaltId
from issuer.domain.reasons import code_of
from issuer.domain.revocations import RevocationScope
from issuer.ports import Records, UnitsOfWork
from issuer.usecases.audit_trail import record_act
from issuer.usecases.end_credentials import end_authorizations, end_credentials, living_of


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmApproval:
    """Do what two people agreed on, in the unit of work that records the agreement."""

    units: UnitsOfWork
    clock: Clock

    async def __call__(self, approval_id: ApprovalId, *, by: StaffCaller) -> int:
        """Confirm and do it; how many credentials ended.

        Raises:
            ApprovalUnknown: nobody asked for that.
            SamePerson: whoever asked cannot confirm.
            ApprovalDecided: it was decided before, waited for too long, or its halt is over.
        """
        now = self.clock.now()
        async with self.units.writing() as records:
            approval = await records.approvals.find(approval_id, now=now)
            if approval is None:
                raise ApprovalUnknown()
            confirmed = confirm(approval, by=by, now=now)
            entry = await _record(records, confirmed, by)
            done = 0
            match confirmed.terms.subject:
                case ResumeIssuing(halt_id):
                    await _resume(records, halt_id, by=by, now=now)
                case scope:
                    done = await _revoke(records, scope, confirmed, entry=entry)
            await records.approvals.save(confirmed)
        return done


async def _record(records: Records, confirmed: Confirmed, by: StaffCaller) -> int:
    terms = confirmed.terms
    return await record_act(
        records,
        by.actor,
        Act.APPROVAL_CONFIRMED,
        subject=terms.id,
        reason=code_of(terms.reason or None),
        now=confirmed.decided_at,
    )


async def _revoke(records: Records, scope: RevocationScope, confirmed: Confirmed, *, entry: int) -> int:
    """What is alive now of what was asked for: a thief may have fetched more since."""
    now = confirmed.decided_at
    living = await living_of(records, scope)
    await end_authorizations(records, scope, living, now=now)
    await end_credentials(records, living, reason=confirmed.terms.reason or None, entry=entry, now=now)
    return len(living)


async def _resume(records: Records, halt_id: HaltId, *, by: StaffCaller, now: datetime) -> None:
    halt = await records.halts.lasting()
    if halt is None or halt.id != halt_id:
        raise ApprovalDecided("that halt is over")
    await records.halts.end(EndOfHalt(halt_id=halt_id, ended_by=by.user, ended_at=now))
    await record_act(records, by.actor, Act.ISSUING_RESUMED, subject=halt_id, now=now)
