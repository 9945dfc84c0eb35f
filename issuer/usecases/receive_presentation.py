"""A wallet answers what was asked when its citizen signs in: judged, kept once, and tied to the browser."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from citywallet.protocol.oauth import WebUrl
from citywallet.protocol.oid4vp import ErrorAnswer, PresentationAnswer, check_state, parse_direct_post
from citywallet.runtime.clock import Clock
from citywallet.runtime.entropy import Entropy
from issuer.domain.identifiers import IdentitySourceName
from issuer.domain.identity_presentations import (
    AnsweredPresentation,
    Asked,
    PresentationDeclined,
    PresentationNotAwaited,
    Shown,
    awaited,
    response_code_digest,
)
from issuer.domain.profile import IssuerProfile
from issuer.ports import UnitsOfWork
from issuer.usecases.presentation_source import PresentationSource
from issuer.usecases.verify_identity_card import HolderExpectation


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceivePresentation:
    """Takes the one answer to a presentation that is awaited."""

    units: UnitsOfWork
    clock: Clock
    entropy: Entropy
    profile: IssuerProfile
    sources: Mapping[IdentitySourceName, PresentationSource]

    async def __call__(self, response_id: str, fields: Mapping[str, str]) -> WebUrl:
        """Where the wallet sends the citizen's browser. What is not to be believed changes nothing.

        Raises:
            PresentationNotAwaited: no request awaits this answer, or another came before.
            ProtocolError: the answer cannot be read, or its presentation is not to be believed; see
                `VerifyIdentityCard`.
            IdentityUnavailable: the credential's status cannot be found out.

        Spec: OpenID4VP 1.0, Response Mode "direct_post".
        """
        async with self.units.reading() as records:
            found = await records.identity_presentations.find_by_response(response_id)
        now = self.clock.now()
        asked = awaited(found, now=now)
        source = self.sources.get(asked.terms.source)
        if source is None:
            raise PresentationNotAwaited("source is gone")
        received = parse_direct_post(fields)
        check_state(received, expected=asked.terms.state)
        # Whoever answers learns the code; only a browser with the session that asked can use it.
        code = self.entropy.token_urlsafe()
        answered = await self._judged(received, asked, source=source, code=code, now=now)
        async with self.units.writing() as records:
            if not await records.identity_presentations.answer(answered):
                raise PresentationNotAwaited("answered meanwhile")
        callback = self.profile.sign_in_callback(source.name)
        return WebUrl(f"{callback}?response_code={code}")

    async def _judged(
        self,
        received: PresentationAnswer | ErrorAnswer,
        asked: Asked,
        *,
        source: PresentationSource,
        code: str,
        now: datetime,
    ) -> AnsweredPresentation:
        terms, digest = asked.terms, response_code_digest(code)
        if isinstance(received, ErrorAnswer):
            return PresentationDeclined(terms=terms, code_digest=digest)
        holder = HolderExpectation(
            audience=source.party.client_id, nonce=terms.nonce, asked_at=terms.asked_at
        )
        citizen_id = await source.verify(received.vp_token, holder=holder, now=now)
        return Shown(terms=terms, citizen_id=citizen_id, code_digest=digest)
