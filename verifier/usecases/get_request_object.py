"""Giving a wallet the signed request: the same at each fetch, for fetching it commits nobody to anything."""

from dataclasses import dataclass

from citywallet.protocol.encoding import JsonObject
from citywallet.protocol.jose import serialize_compact
from citywallet.protocol.keys import SigningKey
from citywallet.protocol.oid4vp import (
    PURPOSE_FORMAT,
    AuthorizationRequest,
    ClientMetadata,
    build_request_object,
)
from citywallet.runtime.clock import Clock
from verifier.domain.errors import RequestUnknown
from verifier.domain.question import Question
from verifier.domain.relying_party import RelyingParty
from verifier.domain.transaction import Requested, RequestId, at_time
from verifier.ports import Catalogue, TransactionStore


@dataclass(frozen=True, slots=True, kw_only=True)
class GetRequestObject:
    """Builds and signs the request of an open transaction."""

    party: RelyingParty
    key: SigningKey
    catalogue: Catalogue
    transactions: TransactionStore
    clock: Clock

    async def __call__(self, request_id: RequestId, *, wallet_nonce: str | None) -> str:
        """The request object as a compact JWS. `wallet_nonce`, if the wallet sent one, is repeated in it.

        Raises:
            RequestUnknown: there is no such request, or it is answered or over.
        """
        transaction = await self.transactions.by_request(request_id)
        if transaction is None:
            raise RequestUnknown
        current = at_time(transaction, now=self.clock.now())
        if not isinstance(current, Requested):
            raise RequestUnknown
        opening = current.opening
        question = self.catalogue.question(opening.question)
        request = AuthorizationRequest(
            client_id=self.party.client_id,
            response_uri=self.party.response_uri(opening),
            nonce=opening.nonce,
            state=opening.state,
            dcql_query=question.query,
            client_metadata=ClientMetadata(),
            verifier_info=(_purpose_of(question),),
            wallet_nonce=wallet_nonce,
            issued_at=opening.opened_at,
            expires_at=opening.expires_at,
        )
        signing_input = build_request_object(request, x5c=self.party.x5c)
        return serialize_compact(signing_input, self.key.sign(signing_input))


def _purpose_of(question: Question) -> JsonObject:
    """Why the question is asked, for the citizen to read before consenting."""
    return {
        "format": PURPOSE_FORMAT,
        "data": {"ko": question.purpose.ko, "en": question.purpose.en},
        "credential_ids": [question.credential_query.id],
    }
