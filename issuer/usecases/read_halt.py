"""Somebody of the office asks whether issuing is halted."""

from dataclasses import dataclass

from issuer.domain.halts import Halt
from issuer.ports import UnitsOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadHalt:
    """Tell of the halt that lasts."""

    units: UnitsOfWork

    async def __call__(self) -> Halt | None:
        """The halt, or None while issuing goes on."""
        async with self.units.reading() as records:
            return await records.halts.lasting()
