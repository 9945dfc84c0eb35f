"""A citizen chooses how to sign in, and goes there."""

from collections.abc import Mapping
from dataclasses import dataclass

from citywallet.runtime.clock import Clock
from issuer.domain.authorization_sessions import SigningIn, live_session, next_attempt
from issuer.domain.citizen_session_secrets import is_form_token, session_digest, sign_in_secrets
from issuer.domain.identifiers import IdentitySourceName
from issuer.domain.identity_errors import FormForeign, IdentitySourceUnknown
from issuer.domain.profile import IssuerProfile
from issuer.ports import UnitsOfWork
from issuer.ports.identity import IdentitySource, SendTo, ShowLink


@dataclass(frozen=True, slots=True, kw_only=True)
class BeginCitizenSignIn:
    """Begin one attempt to sign in; each has secrets of its own."""

    units: UnitsOfWork
    clock: Clock
    profile: IssuerProfile
    sources: Mapping[IdentitySourceName, IdentitySource]

    async def __call__(self, secret: str, *, token: str, source_name: str) -> SendTo | ShowLink:
        """Where the browser goes, or what it shows.

        Raises:
            FormForeign: the choice does not come from this session's page.
            IdentitySourceUnknown: there is no such way to sign in.
            SessionOver: there is no session that can go on.
            IdentityUnavailable: the sign-in service does not answer.
        """
        if not is_form_token(token, secret=secret):
            raise FormForeign()
        name = IdentitySourceName(source_name)
        source = self.sources.get(name)
        if source is None:
            raise IdentitySourceUnknown()
        digest = session_digest(secret)
        async with self.units.reading() as records:
            session = live_session(await records.citizen_sessions.find(digest), now=self.clock.now())
        attempt = next_attempt(session)
        where = await source.begin(
            sign_in_secrets(secret, attempt=attempt), callback=self.profile.sign_in_callback(name)
        )
        signing_in = SigningIn(
            terms=session.terms,
            source=name,
            attempt=attempt,
            link=where.link if isinstance(where, ShowLink) else None,
            reference=where.reference if isinstance(where, ShowLink) else None,
        )
        async with self.units.writing() as records:
            # In another tab the citizen may have signed in meanwhile.
            next_attempt(live_session(await records.citizen_sessions.find(digest), now=self.clock.now()))
            await records.citizen_sessions.save(signing_in, secret_digest=digest)
        return where
