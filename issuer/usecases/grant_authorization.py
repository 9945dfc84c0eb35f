"""A citizen agrees: the wallet gets a code."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from citywallet.runtime.clock import Clock
from citywallet.runtime.entropy import Entropy
from issuer.domain.authorization_codes import CodeTerms
from issuer.domain.authorization_sessions import (
    Finished,
    SessionOver,
    SignedIn,
    live_session,
    signed_in,
)
from issuer.domain.catalogue import Catalogue
from issuer.domain.citizen_session_secrets import is_form_token, session_digest
from issuer.domain.identity_errors import FormForeign
from issuer.domain.offers import digest_of
from issuer.domain.profile import IssuerProfile
from issuer.ports import Records, UnitsOfWork
from issuer.usecases.authorization_answers import granted_address
from issuer.usecases.check_entitlement import CheckEntitlement
from issuer.usecases.require_issuing import require_issuing

# FAPI 2.0 allows no more.
_CODE_LIFETIME = timedelta(seconds=60)


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantAuthorization:
    """Hand out one code for a citizen's consent."""

    units: UnitsOfWork
    clock: Clock
    entropy: Entropy
    catalogue: Catalogue
    profile: IssuerProfile
    check_entitlement: CheckEntitlement

    async def __call__(self, secret: str, *, token: str) -> str:
        """The address to which the browser goes, with a code. Of many attempts at one time one gets it.

        Raises:
            FormForeign: the consent does not come from this session's page.
            SessionOver: nobody has signed in, or it was decided before, here or in another session.
            NotEligible: the citizen is not entitled to something that is asked for.
            SourceUnavailable: that could not be found out.
            IssuingHalted: the office issues nothing at present.

        Spec: OAuth 2.0 Authorization Framework, Authorization Response.
        """
        if not is_form_token(token, secret=secret):
            raise FormForeign()
        now, digest = self.clock.now(), session_digest(secret)
        async with self.units.reading() as records:
            session = await _signed_in(records, digest, now)
        await self._check_entitlements(session, now)
        code = self.entropy.token_urlsafe(32)
        async with self.units.writing() as records:
            await require_issuing(records)
            session = await _signed_in(records, digest, now)
            await _spend_push(records, session, now)
            await records.codes.add(_code_terms(session, now), code_digest=digest_of(code))
            await records.citizen_sessions.save(Finished(terms=session.terms), secret_digest=digest)
        return granted_address(code, target=session.terms.request.target, profile=self.profile)

    async def _check_entitlements(self, session: SignedIn, now: datetime) -> None:
        for allowed in session.terms.credentials:
            configuration = self.catalogue.configuration(allowed.configuration_id)
            if configuration is None:
                raise SessionOver("no longer in the catalogue")
            await self.check_entitlement(session.citizen_id, configuration.type, now=now)


async def _signed_in(records: Records, digest: bytes, now: datetime) -> SignedIn:
    return signed_in(live_session(await records.citizen_sessions.find(digest), now=now))


async def _spend_push(records: Records, session: SignedIn, now: datetime) -> None:
    """A reference is used up here, not when it is opened: programs open addresses before people do."""
    digest = session.terms.push_digest
    if digest is not None and not await records.pushed_requests.spend(digest, now=now):
        raise SessionOver("decided in another session")


def _code_terms(session: SignedIn, now: datetime) -> CodeTerms:
    terms = session.terms
    return CodeTerms(
        client_id=terms.client.id,
        redirect_uri=terms.request.target.redirect_uri,
        code_challenge=terms.request.code_challenge,
        dpop_thumbprint=terms.request.dpop_thumbprint,
        citizen_id=session.citizen_id,
        credentials=terms.credentials,
        offer_id=terms.offer_id,
        issued_at=now,
        expires_at=now + _CODE_LIFETIME,
    )
