"""What the issuer's pages show a citizen: who asks, for what, and what is to be decided."""

from dataclasses import dataclass

from citywallet.runtime.clock import Clock
from issuer.domain.authorization_sessions import (
    SessionOver,
    SignedIn,
    SigningIn,
    Started,
    live_session,
)
from issuer.domain.catalogue import Catalogue, Configuration
from issuer.domain.citizen_session_secrets import session_digest
from issuer.domain.citizens import Citizen
from issuer.ports import UnitsOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionView:
    """A session in its state; `citizen` once somebody has signed in."""

    session: Started | SigningIn | SignedIn
    configurations: tuple[Configuration, ...]
    citizen: Citizen | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadCitizenSession:
    """Read a session by the secret of the browser's cookie."""

    units: UnitsOfWork
    clock: Clock
    catalogue: Catalogue

    async def __call__(self, secret: str | None) -> SessionView:
        """The session, if it can go on.

        Raises:
            SessionOver: there is none, or it is finished or past its time.
        """
        if secret is None:
            raise SessionOver("no cookie")
        async with self.units.reading() as records:
            session = live_session(
                await records.citizen_sessions.find(session_digest(secret)), now=self.clock.now()
            )
            citizen = None
            if isinstance(session, SignedIn):
                citizen = await records.citizens.find(session.citizen_id)
        return SessionView(session=session, configurations=self._configurations(session), citizen=citizen)

    def _configurations(self, session: Started | SigningIn | SignedIn) -> tuple[Configuration, ...]:
        found = [self.catalogue.configuration(each.configuration_id) for each in session.terms.credentials]
        if None in found:  # taken out of the catalogue since the citizen began
            raise SessionOver("no longer in the catalogue")
        return tuple(each for each in found if each is not None)
