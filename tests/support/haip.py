"""A wallet that does all that HAIP asks of it; other profiles take it, too."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from citywallet.protocol.oauth import PRE_AUTHORIZED_CODE_GRANT
from tests.support.attestation import (
    CLIENT_ID,
    INSTANCE,
    AttestedWallet,
    a_key_attestation,
    an_attested_proof,
    anchors_file,
)
from tests.support.authorization import CALLBACK, WALLETS, CodeFlow, a_code_flow
from tests.support.dpop import DpopClient
from tests.support.issuer import City, OfferInHand, credential_body

ATTESTED_WALLETS = WALLETS | {
    CLIENT_ID: {"name_ko": "증명된 지갑", "name_en": "Attested wallet", "redirect_uris": [CALLBACK]}
}
KEYS = (80, 81, 82)


@dataclass
class HaipWallet:
    """Attests itself, answers challenges, binds its tokens, pushes its requests and has its keys attested."""

    flow: CodeFlow
    client: DpopClient
    instance: int = INSTANCE

    @classmethod
    async def of(cls, flow: CodeFlow, *, instance: int = INSTANCE) -> "HaipWallet":
        """A wallet that has asked for its first nonce."""
        return cls(flow, await DpopClient.of(flow.city), instance)

    @property
    def city(self) -> City:
        return self.flow.city

    async def attested(self) -> dict[str, str]:
        """The header fields by which the wallet proves who it is."""
        challenge = (await self.city.client.post("/challenge")).json()["attestation_challenge"]
        wallet = AttestedWallet(self.city.issuer, self.instance)
        return wallet.headers(now=self.city.clock.now(), challenge=challenge)

    async def headers(self, path: str) -> dict[str, str]:
        """The header fields of a request to the authorization server."""
        return await self.attested() | {"DPoP": self.client.proof(path)}

    async def push(self, **changes: Any) -> httpx.Response:
        """Push a request for the citizen ID."""
        given = {"client_id": CLIENT_ID} | changes
        return await self.flow.push(await self.headers("/par"), **given)

    async def code(self, **changes: Any) -> str:
        """The whole way to a code."""
        return await self.flow.code(headers=await self.headers("/par"), client_id=CLIENT_ID, **changes)

    async def ask_for_token(self, fields: dict[str, str]) -> httpx.Response:
        """A token request of any grant."""
        return await self.city.client.post("/token", data=fields, headers=await self.headers("/token"))

    async def tokens(self) -> dict[str, Any]:
        """What a sign-in ends in."""
        headers = await self.headers("/token")
        answer = await self.flow.redeem(await self.code(), headers, client_id=CLIENT_ID)
        assert answer.status_code == 200, answer.text
        tokens: dict[str, Any] = answer.json()
        return tokens

    async def redeem(self, offer: OfferInHand) -> httpx.Response:
        """Take up an offer by its code."""
        return await self.ask_for_token(
            {"grant_type": PRE_AUTHORIZED_CODE_GRANT, "pre-authorized_code": offer.code}
        )

    async def refresh(self, refresh_token: str) -> httpx.Response:
        """Ask for the next tokens."""
        return await self.ask_for_token({"grant_type": "refresh_token", "refresh_token": refresh_token})

    async def attested_body(self, *keys: int, type_id: str = "citizen-id") -> dict[str, Any]:
        """A request for a credential for each of the keys, which are attested together."""
        numbers, nonce, now = keys or KEYS, await self.city.nonce(), self.city.clock.now()
        attestation = a_key_attestation(*numbers, now=now, nonce=nonce)
        proof = an_attested_proof(numbers[0], attestation, audience=self.city.issuer, nonce=nonce, now=now)
        return credential_body(proof, credential_configuration_id=type_id)

    async def request_credential(self, token: str, body: dict[str, Any]) -> httpx.Response:
        """Ask with a token that is bound to the wallet's key."""
        return await self.client.request_credential(token, body)


@asynccontextmanager
async def a_haip_flow(folder: Path, **changes: Any) -> AsyncIterator[CodeFlow]:
    """An issuer in the HAIP profile, at which citizens can sign in."""
    given: dict[str, Any] = {
        "interoperability": "haip",
        "wallet_provider_anchors": anchors_file(folder),
        "wallets": ATTESTED_WALLETS,
    }
    async with a_code_flow(folder, **given | changes) as flow:
        yield flow
