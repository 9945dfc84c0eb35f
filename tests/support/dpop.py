"""A client that binds its tokens to a key, as wallets that know DPoP do."""

from dataclasses import dataclass
from itertools import count
from typing import Any

import httpx

from citywallet.protocol.encoding import serialize_json
from citywallet.protocol.jose import serialize_compact
from citywallet.protocol.keys import EcSigningKey
from citywallet.protocol.oauth import (
    PRE_AUTHORIZED_CODE_GRANT,
    AccessToken,
    ProvenRequest,
    build_dpop_proof,
)
from tests.support.issuer import City, OfferInHand
from tests.support.keys import a_signing_key

DPOP = 31
OTHER_DPOP = 32
_numbers = count()


@dataclass
class DpopClient:
    """Knows the newest nonce it was given, and makes a proof for each request."""

    city: City
    key: EcSigningKey
    nonce: str | None = None

    @classmethod
    async def of(cls, city: City, number: int = DPOP) -> "DpopClient":
        """A client that has a nonce already, as after a first request."""
        response = await city.client.post("/nonce")
        return cls(city, a_signing_key(number), response.headers["dpop-nonce"])

    def proof(self, path: str, *, token: str | None = None, **changes: Any) -> str:
        """A proof for a POST to `path` with a token; `changes` are things that are different."""
        request = ProvenRequest(
            method=changes.pop("method", "POST"),
            address=changes.pop("address", f"{self.city.issuer}{path}"),
            access_token=None if token is None else AccessToken(token),
        )
        given = {
            "key": self.key.public,
            "proof_id": f"proof-{next(_numbers)}",
            "nonce": self.nonce,
            "now": self.city.clock.now(),
        }
        signing_input = build_dpop_proof(request, **given | changes)
        return serialize_compact(signing_input, self.key.sign(signing_input))

    async def post_form(
        self, path: str, fields: dict[str, str], *, proof: str | None = None, **changes: Any
    ) -> httpx.Response:
        """Send a form with a proof."""
        headers = {"DPoP": proof or self.proof(path, **changes)}
        return self._learn(await self.city.client.post(path, data=fields, headers=headers))

    async def redeem(self, offer: OfferInHand, *, proof: str | None = None, **changes: Any) -> httpx.Response:
        """Redeem an offer without transaction code."""
        fields = {"grant_type": PRE_AUTHORIZED_CODE_GRANT, "pre-authorized_code": offer.code}
        return await self.post_form("/token", fields, proof=proof, **changes)

    async def token(self) -> str:
        """A token bound to the client's key."""
        response = await self.redeem(await self.city.offer())
        assert response.status_code == 200, response.text
        return str(response.json()["access_token"])

    async def request_credential(
        self, token: str, body: dict[str, Any], *, proof: str | None = None, **changes: Any
    ) -> httpx.Response:
        """Ask for a credential with a bound token."""
        headers = {
            "Content-Type": "application/json",
            "Authorization": f"DPoP {token}",
            "DPoP": proof or self.proof("/credential", token=token, **changes),
        }
        sent = await self.city.client.post("/credential", content=serialize_json(body), headers=headers)
        return self._learn(sent)

    def _learn(self, response: httpx.Response) -> httpx.Response:
        self.nonce = response.headers.get("dpop-nonce", self.nonce)
        return response
