"""Requests that carry a DPoP proof, and are sent once more with the nonce that the server asks for."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from citywallet.protocol.jose import serialize_compact
from citywallet.protocol.keys import EcSigningKey
from citywallet.protocol.oauth import AccessToken, ProvenRequest, build_dpop_proof
from citywallet.runtime.clock import Clock
from citywallet.runtime.entropy import Entropy
from citywallet.runtime.outbound import OutboundResponse

_WANTS_NONCE = "use_dpop_nonce"

Send = Callable[[Mapping[str, str]], Awaitable[OutboundResponse]]


@dataclass(frozen=True, slots=True, kw_only=True)
class DpopRequests:
    """Signs a proof for each request; with no key the request goes as it is."""

    clock: Clock
    entropy: Entropy

    async def post(
        self, address: str, send: Send, *, key: EcSigningKey | None, token: AccessToken | None = None
    ) -> OutboundResponse:
        """Send a POST; `send` takes the header fields to add.

        Spec: DPoP, Providing a New Nonce Value.
        """
        if key is None:
            return await send({})
        request = ProvenRequest(method="POST", address=address, access_token=token)
        answer = await send(self._proof(request, key, nonce=None))
        nonce = answer.headers.get("dpop-nonce")
        if nonce is None or not _wants_nonce(answer):
            return answer
        return await send(self._proof(request, key, nonce=nonce))

    def _proof(self, request: ProvenRequest, key: EcSigningKey, *, nonce: str | None) -> dict[str, str]:
        signing_input = build_dpop_proof(
            request,
            key=key.public,
            proof_id=self.entropy.identifier(),
            nonce=nonce,
            now=self.clock.now(),
        )
        return {"DPoP": serialize_compact(signing_input, key.sign(signing_input))}


def _wants_nonce(answer: OutboundResponse) -> bool:
    """The token endpoint says so in its body, a resource in its challenge."""
    if answer.status not in (400, 401):
        return False
    return _WANTS_NONCE in answer.headers.get("www-authenticate", "") or _WANTS_NONCE.encode() in answer.body
