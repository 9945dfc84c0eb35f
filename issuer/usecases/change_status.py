"""An officer suspends a credential, or resumes it."""

from dataclasses import dataclass

from citywallet.runtime.clock import Clock
from citywallet.runtime.failpoint import failpoint
from issuer.domain.audit import Act
from issuer.domain.callers import Caller
from issuer.domain.credential_states import StatusAct, Suspended, transition
from issuer.domain.errors import CredentialUnknown, SuspensionNotSupported
from issuer.domain.identifiers import CredentialId
from issuer.domain.issued_credentials import CredentialRecord
from issuer.domain.quotas import Quota
from issuer.domain.reasons import code_of
from issuer.ports import Records, UnitsOfWork
from issuer.usecases.audit_trail import record_act
from issuer.usecases.count_quota import CountQuota

_ACTS = {
    StatusAct.SUSPEND: Act.CREDENTIAL_SUSPENDED,
    StatusAct.RESUME: Act.CREDENTIAL_RESUMED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeStatus:
    """Record the new state; the next token of the credential's list carries it."""

    units: UnitsOfWork
    clock: Clock
    count_quota: CountQuota

    async def __call__(
        self, credential_id: CredentialId, act: StatusAct, *, reason: str | None, by: Caller
    ) -> CredentialRecord:
        """Do `act`, one of these two. Doing it again changes nothing and gives the same record.

        Raises:
            CredentialUnknown: no such credential was ever recorded.
            RevokedIsFinal: a revoked credential is to be suspended or resumed.
            QuotaReached: the caller changed too many within an hour.
            SuspensionNotSupported: the credential's list has one bit per entry.
        """
        now = self.clock.now()
        failpoint("change_status.before_record")
        async with self.units.writing() as records:
            record = await _find(records, credential_id)
            state = transition(record.state, act)
            if state == record.state:
                return record
            if isinstance(state, Suspended):
                await _require_two_bits(records, record)
            await self.count_quota(records, Quota.CHANGES, by=by, now=now)
            entry = await record_act(
                records, by.actor, _ACTS[act], subject=credential_id, reason=code_of(reason), now=now
            )
            await records.credentials.change_state(
                record, state, act=act, reason=reason, entry=entry, now=now
            )
            changed = await _find(records, credential_id)
        failpoint("change_status.after_record")
        return changed


async def _find(records: Records, credential_id: CredentialId) -> CredentialRecord:
    record = await records.credentials.find(credential_id)
    if record is None:
        raise CredentialUnknown()
    return record


async def _require_two_bits(records: Records, record: CredentialRecord) -> None:
    number = record.intent.place.list_number
    if any(each.number == number and each.bits < 2 for each in await records.status_lists.all()):
        raise SuspensionNotSupported()
