"""Somebody of the staff signs out."""

from dataclasses import dataclass

from citywallet.runtime.clock import Clock
from issuer.domain.audit import Act
from issuer.domain.callers import Caller
from issuer.domain.sessions import digest_of_secret
from issuer.ports import UnitsOfWork
from issuer.usecases.audit_trail import record_act


@dataclass(frozen=True, slots=True, kw_only=True)
class EndSession:
    """End a session on our side: whoever kept the cookie has nothing."""

    units: UnitsOfWork
    clock: Clock

    async def __call__(self, secret: str, *, by: Caller) -> None:
        """End it."""
        async with self.units.writing() as records:
            await records.sessions.end(digest_of_secret(secret))
            await record_act(records, by.actor, Act.SESSION_ENDED, subject=None, now=self.clock.now())
