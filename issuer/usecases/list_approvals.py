"""Somebody of the office looks at what waits for a second person, and what was decided."""

from dataclasses import dataclass
from typing import Final

from citywallet.runtime.clock import Clock
from issuer.ports import NumberedApproval, UnitsOfWork

PAGE_APPROVALS: Final = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class ListApprovals:
    """Give a page of approvals, newest first."""

    units: UnitsOfWork
    clock: Clock

    async def __call__(self, *, before: int | None) -> list[NumberedApproval]:
        """The approvals with smaller numbers than `before`, or the newest of all."""
        async with self.units.reading() as records:
            return await records.approvals.before(before, limit=PAGE_APPROVALS, now=self.clock.now())
