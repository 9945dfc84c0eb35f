"""Requests, sessions and codes that are over are dropped: they say who asked for what."""

from dataclasses import dataclass
from datetime import timedelta

from citywallet.runtime.clock import Clock
from issuer.ports import UnitsOfWork

# A code is remembered for a day after its minute, so that a second use still ends what the first one gave.
_CODES_REMEMBERED = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class ForgetAuthorizationRequests:
    """Drop what is past its time."""

    units: UnitsOfWork
    clock: Clock

    async def __call__(self) -> None:
        """Drop it now."""
        now = self.clock.now()
        async with self.units.writing() as records:
            await records.pushed_requests.forget_expired(now)
            await records.citizen_sessions.forget_expired(now)
            await records.identity_presentations.forget_expired(now)
            await records.codes.forget_expired(now - _CODES_REMEMBERED)
