"""In the background: revoke what was superseded, when its grace is over."""

from dataclasses import dataclass

from citywallet.runtime.clock import Clock
from issuer.domain.credential_states import Revoked, StatusAct
from issuer.domain.reasons import OwnReason
from issuer.ports import UnitsOfWork

_AT_A_TIME = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class EndSuperseded:
    """End superseded credentials, in small units of work, so that nobody waits for long."""

    units: UnitsOfWork
    clock: Clock

    async def __call__(self) -> None:
        """Revoke all whose grace has ended."""
        while await self._end_some():
            pass

    async def _end_some(self) -> bool:
        now = self.clock.now()
        async with self.units.writing() as records:
            ended = await records.credentials.superseded_until(now, limit=_AT_A_TIME)
            for record in ended:
                await records.credentials.change_state(
                    record, Revoked(), act=StatusAct.REVOKE, reason=OwnReason.SUPERSEDED, entry=None, now=now
                )
        return len(ended) == _AT_A_TIME
