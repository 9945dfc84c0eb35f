"""A wallet fetches what it is asked for when its citizen signs in: the same at each fetch."""

from collections.abc import Mapping
from dataclasses import dataclass

from citywallet.protocol.encoding import JsonObject
from citywallet.protocol.jose import serialize_compact
from citywallet.protocol.oid4vp import (
    PURPOSE_FORMAT,
    AuthorizationRequest,
    ClientMetadata,
    build_request_object,
)
from citywallet.runtime.clock import Clock
from issuer.domain.identifiers import IdentitySourceName
from issuer.domain.identity_cards import QUERY_ID
from issuer.domain.identity_presentations import PresentationNotAwaited, awaited
from issuer.domain.profile import IssuerProfile
from issuer.ports import UnitsOfWork
from issuer.usecases.presentation_source import PresentationSource

_PURPOSE: JsonObject = {
    "ko": "카드를 드리기 전에 본인인지 확인해요.",
    "en": "To make sure who you are before you receive a card.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ServePresentationRequest:
    """Builds and signs the request object of a presentation that is awaited."""

    units: UnitsOfWork
    clock: Clock
    profile: IssuerProfile
    sources: Mapping[IdentitySourceName, PresentationSource]

    async def __call__(self, request_id: str, *, wallet_nonce: str | None) -> str:
        """The request object as a compact JWS; `wallet_nonce`, if the wallet sent one, is repeated in it.

        Raises:
            PresentationNotAwaited: there is no such request, or it is answered or over.

        Spec: OpenID4VP 1.0, Authorization Request.
        """
        async with self.units.reading() as records:
            found = await records.identity_presentations.find_by_request(request_id)
        terms = awaited(found, now=self.clock.now()).terms
        source = self.sources.get(terms.source)
        if source is None:
            raise PresentationNotAwaited("source is gone")
        request = AuthorizationRequest(
            client_id=source.party.client_id,
            response_uri=self.profile.presentation_response(terms.response_id),
            nonce=terms.nonce,
            state=terms.state,
            dcql_query=source.verify.card.query,
            client_metadata=ClientMetadata(),
            verifier_info=({"format": PURPOSE_FORMAT, "data": _PURPOSE, "credential_ids": [QUERY_ID]},),
            wallet_nonce=wallet_nonce,
            issued_at=terms.asked_at,
            expires_at=terms.expires_at,
        )
        signing_input = build_request_object(request, x5c=source.party.x5c)
        return serialize_compact(signing_input, source.party.key.sign(signing_input))
