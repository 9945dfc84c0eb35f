"""In the background: drop what ended by itself of sessions, sign-ins, enrolments and failures."""

from dataclasses import dataclass

from citywallet.runtime.clock import Clock
from issuer.domain.sessions import LIFETIME
from issuer.domain.sign_in import forgotten_before
from issuer.ports import UnitsOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class ForgetSignIns:
    """Keep the tables of the door small; nothing that still counts is dropped."""

    units: UnitsOfWork
    clock: Clock

    async def __call__(self) -> None:
        """Drop it."""
        now = self.clock.now()
        async with self.units.writing() as records:
            await records.sign_ins.forget(
                failures_before=forgotten_before(now), sessions_before=now - LIFETIME, now=now
            )
