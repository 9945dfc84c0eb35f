"""Somebody of the office revokes what a person holds, what went to a device, or what is named."""

from dataclasses import dataclass
from datetime import datetime

from citywallet.runtime.clock import Clock
from citywallet.runtime.entropy import Entropy
from citywallet.runtime.failpoint import failpoint
from issuer.domain.approvals import ApprovalTerms
from issuer.domain.audit import Act
from issuer.domain.callers import Caller
from issuer.domain.identifiers import ApprovalId
from issuer.domain.quotas import Quota
from issuer.domain.reasons import code_of
from issuer.domain.revocations import Named, RevocationScope
from issuer.ports import Records, UnitsOfWork
from issuer.usecases.ask_for_approval import ask_for_approval
from issuer.usecases.audit_trail import record_act
from issuer.usecases.count_quota import CountQuota
from issuer.usecases.end_credentials import end_authorizations, end_credentials, living_of


@dataclass(frozen=True, slots=True, kw_only=True)
class RevocationDone:
    """So many credentials ended; none where all of them had ended before."""

    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalAsked:
    """Nothing was done: another person must confirm it first."""

    id: ApprovalId


@dataclass(frozen=True, slots=True, kw_only=True)
class RevokeCredentials:
    """Revoke everything in one unit of work, or ask for a second person where that is a great deal."""

    units: UnitsOfWork
    clock: Clock
    entropy: Entropy
    second_approver_above: int
    count_quota: CountQuota

    async def __call__(
        self, scope: RevocationScope, *, reason: str | None, by: Caller
    ) -> RevocationDone | ApprovalAsked:
        """Revoke what is alive of `scope`. Doing it again changes nothing; asking again gives the same.

        Raises:
            CitizenUnknown, DeviceUnknown, CredentialUnknown: there is nothing that `scope` could mean.
            QuotaReached: the caller changed too many within an hour.
        """
        failpoint("revoke.before_record")
        now = self.clock.now()
        async with self.units.writing() as records:
            living = await living_of(records, scope)
            if len(living) > self.second_approver_above:
                terms = ApprovalTerms.asked(
                    scope,
                    id=ApprovalId(self.entropy.identifier()),
                    count=len(living),
                    reason=reason or "",
                    by=by,
                    now=now,
                )
                return ApprovalAsked(id=await ask_for_approval(records, terms, by=by))
            if living:
                await self.count_quota(records, Quota.CHANGES, by=by, count=len(living), now=now)
            ended = await end_authorizations(records, scope, living, now=now)
            if living or ended:
                entry = await _record(records, scope, reason=reason, by=by, now=now)
                await end_credentials(records, living, reason=reason, entry=entry, now=now)
        failpoint("revoke.after_record")
        return RevocationDone(count=len(living))


async def _record(
    records: Records, scope: RevocationScope, *, reason: str | None, by: Caller, now: datetime
) -> int:
    """The log names one credential; of several, the changes of their states name the entry."""
    only = scope.credential_ids[0] if isinstance(scope, Named) and len(scope.credential_ids) == 1 else None
    act = Act.CREDENTIALS_REVOKED if only is None else Act.CREDENTIAL_REVOKED
    return await record_act(records, by.actor, act, subject=only, reason=code_of(reason), now=now)
