"""A stranger's wallet for the authorization code grant, on httpx and joserfc alone: PAR, PKCE, DPoP."""

import base64
import hashlib
import json
import secrets
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import httpx
from joserfc import jws
from joserfc.jwk import ECKey

from tests.support.stranger import Json, well_known


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _s256(text: str) -> str:
    return _text(hashlib.sha256(text.encode()).digest())


def _sign(header: Json, claims: Json, key: ECKey) -> str:
    return jws.serialize_compact(header, json.dumps(claims).encode(), key, algorithms=["ES256"])


@dataclass
class CodeStranger:
    """One wallet at one issuer, known there as `client_id`."""

    http: httpx.AsyncClient
    issuer: str
    client_id: str
    redirect_uri: str
    key: ECKey = field(default_factory=lambda: ECKey.generate_key("P-256"))
    dpop_key: ECKey = field(default_factory=lambda: ECKey.generate_key("P-256"))
    verifier: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    state: str = field(default_factory=lambda: secrets.token_urlsafe(16))
    metadata: Json = field(default_factory=dict)
    server: Json = field(default_factory=dict)
    nonce: str | None = None
    token: str = ""

    async def discover(self) -> None:
        """Read what issuer and authorization server say of themselves."""
        self.metadata = (await self.http.get(well_known(self.issuer, "openid-credential-issuer"))).json()
        self.server = (await self.http.get(well_known(self.issuer, "oauth-authorization-server"))).json()
        assert self.metadata["credential_issuer"] == self.server["issuer"] == self.issuer
        assert "S256" in self.server["code_challenge_methods_supported"]

    async def begin(self, **more: str) -> str:
        """Push a request; the address to open in a browser. `more` says what is asked for."""
        fields = {
            "response_type": "code",
            "client_id": self.client_id,
            "redirect_uri": self.redirect_uri,
            "code_challenge": _s256(self.verifier),
            "code_challenge_method": "S256",
            "state": self.state,
        } | more
        pushed = await self.post(self.server["pushed_authorization_request_endpoint"], data=fields)
        assert pushed.status_code == 201, pushed.text
        query = urlencode({"client_id": self.client_id, "request_uri": pushed.json()["request_uri"]})
        return f"{self.server['authorization_endpoint']}?{query}"

    async def redeem(self, answer: dict[str, str], **changes: str) -> httpx.Response:
        """Trade the code of an answer for tokens; `changes` replace fields."""
        assert (answer["state"], answer["iss"]) == (self.state, self.issuer)
        fields = {
            "grant_type": "authorization_code",
            "code": answer["code"],
            "code_verifier": self.verifier,
            "redirect_uri": self.redirect_uri,
            "client_id": self.client_id,
        } | changes
        redeemed = await self.post(self.server["token_endpoint"], data=fields)
        self.token = str(redeemed.json().get("access_token", ""))
        return redeemed

    async def credential(self, configuration: str) -> httpx.Response:
        """Ask for one credential, with a proof of the wallet's key."""
        nonce = (await self.http.post(self.metadata["nonce_endpoint"])).json()["c_nonce"]
        header = {"alg": "ES256", "typ": "openid4vci-proof+jwt", "jwk": self.key.as_dict(private=False)}
        proof = _sign(header, {"aud": self.issuer, "iat": int(time.time()), "nonce": nonce}, self.key)
        body = {"credential_configuration_id": configuration, "proofs": {"jwt": [proof]}}
        return await self.post(self.metadata["credential_endpoint"], json=body)

    async def deferred(self, transaction_id: str) -> httpx.Response:
        """Come back for a credential that was promised."""
        return await self.post(
            self.metadata["deferred_credential_endpoint"], json={"transaction_id": transaction_id}
        )

    async def post(self, address: str, **sent: Any) -> httpx.Response:
        """POST with a DPoP proof; a nonce that the server hands out is used at once."""
        answer = await self.http.post(address, headers=self._headers(address), **sent)
        if "use_dpop_nonce" in answer.text:
            self.nonce = answer.headers["dpop-nonce"]
            answer = await self.http.post(address, headers=self._headers(address), **sent)
        self.nonce = answer.headers.get("dpop-nonce", self.nonce)
        return answer

    @property
    def thumbprint(self) -> str:
        """The thumbprint of the key that tokens are bound to (RFC 7638)."""
        return str(self.dpop_key.thumbprint())

    def _headers(self, address: str) -> dict[str, str]:
        claims = {"jti": secrets.token_urlsafe(16), "htm": "POST", "htu": address, "iat": int(time.time())}
        if self.nonce is not None:
            claims["nonce"] = self.nonce
        headers = {}
        if self.token:
            claims["ath"] = _s256(self.token)
            headers["Authorization"] = f"DPoP {self.token}"
        header = {"alg": "ES256", "typ": "dpop+jwt", "jwk": self.dpop_key.as_dict(private=False)}
        return headers | {"DPoP": _sign(header, claims, self.dpop_key)}
