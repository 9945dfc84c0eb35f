"""Halts of all issuing."""

from typing import Protocol

from issuer.domain.halts import EndOfHalt, Halt


class HaltRecords(Protocol):
    """Halts, of which one at most lasts."""

    async def lasting(self) -> Halt | None:
        """The halt that lasts, or None."""
        ...

    async def begin(self, halt: Halt) -> None:
        """Record that nothing is issued from now on."""
        ...

    async def end(self, end: EndOfHalt) -> None:
        """Record that a halt is over."""
        ...
