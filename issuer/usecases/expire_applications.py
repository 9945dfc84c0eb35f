"""In the background: note which applications nobody decided, or nobody collected, in time."""

from dataclasses import dataclass

from citywallet.runtime.clock import Clock
from issuer.ports import UnitsOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpireApplications:
    """Bring the list up to date; for decisions and wallets the time itself counts."""

    units: UnitsOfWork
    clock: Clock

    async def __call__(self) -> None:
        """Note it now."""
        async with self.units.writing() as records:
            await records.applications.expire(self.clock.now())
