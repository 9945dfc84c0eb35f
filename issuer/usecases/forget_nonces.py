"""In the background: drop used nonces that could not be used any more anyway."""

from dataclasses import dataclass

from citywallet.runtime.clock import Clock
from issuer.ports import UnitsOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class ForgetNonces:
    """Keep the table of used nonces small."""

    units: UnitsOfWork
    clock: Clock

    async def __call__(self) -> None:
        """Drop what has ended by itself."""
        async with self.units.writing() as records:
            await records.nonces.forget_expired(self.clock.now())
