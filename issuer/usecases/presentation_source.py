"""Signing in by showing a credential that the citizen holds already, in a wallet on the same device."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from citywallet.protocol.bilingual import BilingualText
from citywallet.protocol.oauth import WebUrl
from citywallet.protocol.oid4vp import RequestByReference, build_request_link
from citywallet.runtime.clock import Clock
from citywallet.runtime.entropy import Entropy
from issuer.domain.access_party import AccessParty
from issuer.domain.citizen_session_secrets import SignInSecrets
from issuer.domain.identifiers import IdentityPresentationId, IdentitySourceName
from issuer.domain.identity_errors import IdentityAnswerInvalid
from issuer.domain.identity_presentations import Asked, PresentationTerms, citizen_shown
from issuer.domain.profile import IssuerProfile
from issuer.ports import UnitsOfWork
from issuer.ports.identity import Identified, NotYet, ShowLink
from issuer.usecases.verify_identity_card import VerifyIdentityCard

_LIFETIME = timedelta(minutes=5)


@dataclass(frozen=True, slots=True, kw_only=True)
class PresentationSource:
    """Implements IdentitySource by OpenID4VP.

    The wallet's answer leads the browser back here with a code. A link that somebody sent to a citizen so
    that they show their card for him brings the code to the citizen's browser, which has no session of his.
    """

    name: IdentitySourceName
    label: BilingualText
    party: AccessParty
    verify: VerifyIdentityCard
    units: UnitsOfWork
    clock: Clock
    entropy: Entropy
    profile: IssuerProfile

    @property
    def origin(self) -> str | None:
        """None: the browser is sent nowhere."""
        return None

    async def begin(self, secrets: SignInSecrets, *, callback: WebUrl) -> ShowLink:
        """Ask for the credential, and give the link for the citizen's wallet."""
        now = self.clock.now()
        terms = PresentationTerms(
            id=IdentityPresentationId(self.entropy.identifier()),
            source=self.name,
            request_id=self.entropy.token_urlsafe(),
            response_id=self.entropy.token_urlsafe(),
            nonce=self.entropy.token_urlsafe(),
            state=self.entropy.token_urlsafe(),
            asked_at=now,
            expires_at=now + _LIFETIME,
        )
        async with self.units.writing() as records:
            await records.identity_presentations.add(Asked(terms=terms))
        link = build_request_link(
            RequestByReference(
                client_id=self.party.client_id,
                request_uri=self.profile.presentation_request(terms.request_id),
            )
        )
        return ShowLink(link=link, reference=terms.id)

    async def finish(
        self,
        answer: Mapping[str, str],
        *,
        secrets: SignInSecrets,
        reference: str | None,
        callback: WebUrl,
    ) -> Identified | NotYet:
        """Find out who showed the credential; a code is good once.

        Raises:
            IdentityDeclined: the wallet showed nothing.
            IdentityAnswerInvalid: nothing was asked, its time is over, or the code is another's.
        """
        presentation_id = IdentityPresentationId(reference or "")
        async with self.units.writing() as records:
            citizen_id = citizen_shown(
                await records.identity_presentations.find(presentation_id),
                source=self.name,
                code=answer.get("response_code"),
                now=self.clock.now(),
            )
            if citizen_id is None:
                return NotYet()
            if not await records.identity_presentations.remove(presentation_id):
                raise IdentityAnswerInvalid("taken")
        return Identified(citizen_id=citizen_id)
