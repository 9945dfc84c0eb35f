"""In the background: drop who has not come too often lately."""

from dataclasses import dataclass

from citywallet.runtime.clock import Clock
from issuer.ports import UnitsOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class ForgetRates:
    """Keep no address for longer than its limit needs it."""

    units: UnitsOfWork
    clock: Clock

    async def __call__(self) -> None:
        """Drop whoever has recovered."""
        async with self.units.writing() as records:
            await records.rate_limits.forget_recovered(self.clock.now())
