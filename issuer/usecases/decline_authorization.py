"""A citizen declines, before signing in or after: the wallet is told so, and nothing else."""

from dataclasses import dataclass

from citywallet.runtime.clock import Clock
from issuer.domain.authorization_sessions import Finished, live_session
from issuer.domain.citizen_session_secrets import is_form_token, session_digest
from issuer.domain.identity_errors import FormForeign
from issuer.domain.profile import IssuerProfile
from issuer.ports import UnitsOfWork
from issuer.usecases.authorization_answers import declined_address


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclineAuthorization:
    """End a session without a code."""

    units: UnitsOfWork
    clock: Clock
    profile: IssuerProfile

    async def __call__(self, secret: str, *, token: str) -> str:
        """The address to which the browser goes.

        Raises:
            FormForeign: the refusal does not come from this session's page.
            SessionOver: there is no session that can go on.

        Spec: OAuth 2.0 Authorization Framework, Error Response.
        """
        if not is_form_token(token, secret=secret):
            raise FormForeign()
        now, digest = self.clock.now(), session_digest(secret)
        async with self.units.writing() as records:
            session = live_session(await records.citizen_sessions.find(digest), now=now)
            if session.terms.push_digest is not None:
                await records.pushed_requests.spend(session.terms.push_digest, now=now)
            await records.citizen_sessions.save(Finished(terms=session.terms), secret_digest=digest)
        return declined_address(session.terms.request.target, profile=self.profile)
