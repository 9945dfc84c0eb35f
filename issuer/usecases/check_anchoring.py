"""Operators look whether the chain keeps up with the status lists."""

from dataclasses import dataclass
from datetime import timedelta

from citywallet.runtime.clock import Clock
from issuer.ports import UnitsOfWork

# A head that waits longer than this for the chain is worth a look.
_ANCHORED_WITHIN = timedelta(seconds=60)


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckAnchoring:
    """Tell whether a published token has waited too long for the chain."""

    units: UnitsOfWork
    clock: Clock

    async def __call__(self) -> bool:
        """Whether anchoring keeps up; the counter serves in any case."""
        async with self.units.reading() as records:
            waiting_since = await records.status_lists.oldest_waiting_since()
        return waiting_since is None or self.clock.now() - waiting_since <= _ANCHORED_WITHIN
