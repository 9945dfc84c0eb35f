"""In the background: drop used nonces that could not be used any more anyway."""

from dataclasses import dataclass
from datetime import timedelta

from citywallet.runtime.clock import Clock
from issuer.ports import UnitsOfWork

_KEPT_BEYOND_END = timedelta(days=2)


@dataclass(frozen=True, slots=True, kw_only=True)
class ForgetNonces:
    """Keep the table of used nonces small.

    They stay two days beyond their end: a clock that ran ahead and is set right must bring none back.
    """

    units: UnitsOfWork
    clock: Clock

    async def __call__(self) -> None:
        """Drop what has ended by itself."""
        async with self.units.writing() as records:
            await records.nonces.forget_expired(self.clock.now() - _KEPT_BEYOND_END)
