"""An administrator asks that issuing goes on; another person must agree."""

from dataclasses import dataclass

from citywallet.runtime.clock import Clock
from citywallet.runtime.entropy import Entropy
from issuer.domain.approvals import ApprovalTerms, ResumeIssuing
from issuer.domain.callers import StaffCaller
from issuer.domain.halts import IssuingNotHalted
from issuer.domain.identifiers import ApprovalId
from issuer.ports import UnitsOfWork
from issuer.usecases.ask_for_approval import ask_for_approval


@dataclass(frozen=True, slots=True, kw_only=True)
class AskToResumeIssuing:
    """Record the wish; the halt lasts until somebody else confirms it."""

    units: UnitsOfWork
    clock: Clock
    entropy: Entropy

    async def __call__(self, *, by: StaffCaller) -> ApprovalId:
        """What another person is to confirm; asking again gives the same.

        Raises:
            IssuingNotHalted: there is nothing to end.
        """
        async with self.units.writing() as records:
            halt = await records.halts.lasting()
            if halt is None:
                raise IssuingNotHalted()
            terms = ApprovalTerms.asked(
                ResumeIssuing(halt.id),
                id=ApprovalId(self.entropy.identifier()),
                count=0,
                reason=halt.reason,
                by=by,
                now=self.clock.now(),
            )
            return await ask_for_approval(records, terms, by=by)
