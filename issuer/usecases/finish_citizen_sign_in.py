"""A citizen comes back from signing in: the register is asked whether it knows them."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from citywallet.runtime.clock import Clock
from citywallet.runtime.entropy import Entropy
from issuer.domain.authorization_sessions import SignedIn, SigningIn, live_session, signing_in
from issuer.domain.citizen_session_secrets import session_digest, sign_in_secrets
from issuer.domain.identifiers import CitizenId, IdentitySourceName
from issuer.domain.identity_errors import CitizenNotInRegister, IdentitySourceUnknown, OfferOfAnother
from issuer.domain.profile import IssuerProfile
from issuer.ports import Records, UnitsOfWork
from issuer.ports.identity import IdentitySource, NotYet


@dataclass(frozen=True, slots=True, kw_only=True)
class CitizenSignedIn:
    """The session goes on under a new secret; the one from before the sign-in is worth nothing."""

    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class FinishCitizenSignIn:
    """Find out who signed in, and whether this session is for them."""

    units: UnitsOfWork
    clock: Clock
    entropy: Entropy
    profile: IssuerProfile
    sources: Mapping[IdentitySourceName, IdentitySource]

    async def __call__(
        self, secret: str, answer: Mapping[str, str], *, source_name: str
    ) -> CitizenSignedIn | NotYet:
        """Let the citizen go on, or wait for their answer.

        Raises:
            IdentitySourceUnknown: there is no such way to sign in.
            SessionOver: no session of this browser is signing in there.
            IdentityDeclined, IdentityAnswerInvalid, IdentityUnavailable: nobody was recognised.
            CitizenNotInRegister: the city's register does not know who signed in.
            OfferOfAnother: the offer was made for another person.
        """
        name = IdentitySourceName(source_name)
        source = self.sources.get(name)
        if source is None:
            raise IdentitySourceUnknown()
        digest = session_digest(secret)
        async with self.units.reading() as records:
            session = await self._signing_in(records, digest, name)
        identified = await source.finish(
            answer,
            secrets=sign_in_secrets(secret, attempt=session.attempt),
            reference=session.reference,
            callback=self.profile.sign_in_callback(name),
        )
        if isinstance(identified, NotYet):
            return identified
        # A secret that was known before the sign-in must not open what is behind it.
        fresh = self.entropy.token_urlsafe(32)
        async with self.units.writing() as records:
            session = await self._signing_in(records, digest, name)
            await _check_expected(records, session, identified.citizen_id)
            signed_in = SignedIn(terms=session.terms, citizen_id=identified.citizen_id)
            await records.citizen_sessions.save(signed_in, secret_digest=session_digest(fresh))
        return CitizenSignedIn(secret=fresh)

    async def _signing_in(self, records: Records, digest: bytes, name: IdentitySourceName) -> SigningIn:
        session = live_session(await records.citizen_sessions.find(digest), now=self.clock.now())
        return signing_in(session, source=name)


async def _check_expected(records: Records, session: SigningIn, citizen_id: CitizenId) -> None:
    if await records.citizens.find(citizen_id) is None:
        raise CitizenNotInRegister()
    if session.terms.offer_id is not None:
        offer = await records.offers.find(session.terms.offer_id)
        if offer is None or offer.terms.citizen_id != citizen_id:
            raise OfferOfAnother()
