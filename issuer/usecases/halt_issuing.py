"""Somebody of the office stops everything that is offered or issued."""

from dataclasses import dataclass
from datetime import datetime

from citywallet.runtime.clock import Clock
from citywallet.runtime.entropy import Entropy
from citywallet.runtime.logging import get_logger
from issuer.domain.audit import Act
from issuer.domain.bulk_jobs import Running, stop
from issuer.domain.callers import ISSUER_ITSELF, Caller
from issuer.domain.halts import Halt
from issuer.domain.identifiers import HaltId
from issuer.domain.reasons import code_of
from issuer.ports import Records, UnitsOfWork
from issuer.usecases.audit_trail import record_act

_log = get_logger("office")


@dataclass(frozen=True, slots=True, kw_only=True)
class HaltIssuing:
    """Halt, for every process at once: what was recorded before is still signed, nothing is after it."""

    units: UnitsOfWork
    clock: Clock
    entropy: Entropy

    async def __call__(self, *, reason: str, by: Caller) -> Halt:
        """The halt that lasts now; an earlier one goes on. Bulk jobs that run are stopped."""
        now = self.clock.now()
        async with self.units.writing() as records:
            lasting = await records.halts.lasting()
            if lasting is not None:
                return lasting
            halt = Halt(
                id=HaltId(self.entropy.identifier()), begun_by=by.actor.name, begun_at=now, reason=reason
            )
            await records.halts.begin(halt)
            await record_act(
                records, by.actor, Act.ISSUING_HALTED, subject=halt.id, reason=code_of(reason), now=now
            )
            await _stop_bulk_jobs(records, now)
        _log.warning("issuing_halted", by=halt.begun_by)
        return halt


async def _stop_bulk_jobs(records: Records, now: datetime) -> None:
    """Each is resumed by hand when the halt is over: perhaps it is what the halt is for."""
    for job in await records.bulk_jobs.to_advance():
        if isinstance(job.state, Running) and await records.bulk_jobs.save_state(job, stop(job.state)):
            await record_act(records, ISSUER_ITSELF, Act.BULK_JOB_STOPPED, subject=job.id, now=now)
