"""An officer needs to see an applicant's name and facts in full."""

from dataclasses import dataclass

from citywallet.runtime.clock import Clock
from issuer.domain.audit import Act
from issuer.domain.callers import Caller
from issuer.domain.identifiers import ApplicationId
from issuer.domain.quotas import Quota
from issuer.domain.stated_facts import StatedFact
from issuer.ports import UnitsOfWork
from issuer.usecases.audit_trail import record_act
from issuer.usecases.count_quota import CountQuota
from issuer.usecases.read_application import ReadApplication


@dataclass(frozen=True, slots=True, kw_only=True)
class RevealApplication:
    """Show what was masked, to somebody whom the audit log names."""

    units: UnitsOfWork
    clock: Clock
    read: ReadApplication
    count_quota: CountQuota

    async def __call__(self, application_id: ApplicationId, *, by: Caller) -> tuple[StatedFact, ...]:
        """The facts; that somebody saw them is on record before they are shown.

        Raises:
            ApplicationUnknown, CredentialTypeUnknown: see `ReadApplication`.
            QuotaReached: the caller looked at too many within an hour.
        """
        opened, now = await self.read(application_id), self.clock.now()
        async with self.units.writing() as records:
            await self.count_quota(records, Quota.REVEALS, by=by, now=now)
            await record_act(records, by.actor, Act.APPLICATION_REVEALED, subject=application_id, now=now)
        return opened.facts
