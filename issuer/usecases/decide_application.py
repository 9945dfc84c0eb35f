"""An officer approves or refuses an application."""

from dataclasses import dataclass

from citywallet.protocol.bilingual import BilingualText
from citywallet.runtime.clock import Clock
from citywallet.runtime.failpoint import failpoint
from issuer.domain.applications import Approved, Decision, Refused, decide
from issuer.domain.audit import Act
from issuer.domain.callers import Caller
from issuer.domain.errors import ApplicationUnknown
from issuer.domain.identifiers import ApplicationId
from issuer.domain.quotas import Quota
from issuer.ports import UnitsOfWork
from issuer.usecases.audit_trail import record_act
from issuer.usecases.count_quota import CountQuota


@dataclass(frozen=True, slots=True, kw_only=True)
class DecideApplication:
    """Record a decision; the wallet learns of it when it asks. Nothing is signed before."""

    units: UnitsOfWork
    clock: Clock
    count_quota: CountQuota

    async def approve(self, application_id: ApplicationId, *, by: Caller) -> None:
        """Say yes.

        Raises:
            ApplicationUnknown: there is no such application.
            ApplicationDecided: it was decided otherwise or by somebody else, or its time is over.
            QuotaReached: the caller gave out too much within an hour.
        """
        await self._decide(application_id, Approved(decision=self._decision(by)), by)

    async def refuse(self, application_id: ApplicationId, *, reason: BilingualText, by: Caller) -> None:
        """Say no, with a reason that the citizen reads.

        Raises:
            ApplicationUnknown, ApplicationDecided: see `approve`.
        """
        await self._decide(application_id, Refused(decision=self._decision(by), reason=reason), by)

    def _decision(self, by: Caller) -> Decision:
        return Decision(by=by.actor.name, at=self.clock.now())

    async def _decide(self, application_id: ApplicationId, verdict: Approved | Refused, by: Caller) -> None:
        act = Act.APPLICATION_APPROVED if isinstance(verdict, Approved) else Act.APPLICATION_REFUSED
        failpoint("decide.before_record")
        async with self.units.writing() as records:
            application = await records.applications.hold(application_id)
            if application is None:
                raise ApplicationUnknown()
            decided = decide(application, verdict)
            if decided is not application:
                if isinstance(verdict, Approved):  # which gives out a card, as an offer does
                    await self.count_quota(records, Quota.OFFERS, by=by, now=verdict.decision.at)
                await records.applications.save(decided)
                await record_act(records, by.actor, act, subject=application_id, now=verdict.decision.at)
        failpoint("decide.after_record")
