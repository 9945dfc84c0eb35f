"""A wallet and a citizen's browser at an issuer in the same process, for the authorization code grant."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import httpx

from citywallet.protocol.pkce import (
    CodeVerifier,
    code_challenge_of,
)
from issuer.domain.identifiers import IdentitySourceName
from tests.support.citizen_browser import Browser, query_of
from tests.support.identity import UnsafeIdentity
from tests.support.issuer import City, an_issuer

WALLET = "https://wallet.example.org"
CALLBACK = "https://wallet.example.org/cb"
OTHER_WALLET = "https://other.example.org"
OTHER_CALLBACK = "org.example.other:/cb"
VERIFIER = CodeVerifier("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")
WALLETS = {
    WALLET: {"name_ko": "시험 지갑", "name_en": "Test wallet", "redirect_uris": [CALLBACK]},
    OTHER_WALLET: {"name_ko": "다른 지갑", "name_en": "Other wallet", "redirect_uris": [OTHER_CALLBACK]},
}
SIGN_IN, RECEIVE, DECLINE = "시험용 로그인", "받기", "받지 않기"


@dataclass
class CodeFlow:
    """What wallet and citizen do, step by step."""

    city: City
    identity: UnsafeIdentity
    browser: Browser = field(init=False)

    def __post_init__(self) -> None:
        self.browser = self.a_browser()

    def a_browser(self, language: str = "ko") -> Browser:
        return Browser(self.city.client, self.city.issuer, language=language)

    def request(self, **changes: str | None) -> dict[str, str]:
        """The fields of a request for the citizen ID; `changes` replace some, None drops one."""
        fields: dict[str, str | None] = {
            "response_type": "code",
            "client_id": WALLET,
            "redirect_uri": CALLBACK,
            "code_challenge": code_challenge_of(VERIFIER),
            "code_challenge_method": "S256",
            "scope": "citizen-id",
            "state": "s-1",
        }
        return {name: value for name, value in (fields | changes).items() if value is not None}

    async def push(self, headers: dict[str, str] | None = None, **changes: str | None) -> httpx.Response:
        return await self.city.client.post("/par", data=self.request(**changes), headers=headers)

    async def pushed(self, **changes: str | None) -> str:
        """Push a request, and give the reference to it."""
        answer = await self.push(**changes)
        assert answer.status_code == 201, answer.text
        return str(answer.json()["request_uri"])

    def address(self, **fields: str) -> str:
        return f"{self.city.issuer}/authorize?{urlencode(fields)}"

    async def start(self, browser: Browser | None = None, **changes: str | None) -> httpx.Response:
        """Send the browser to the issuer with a request that was pushed before."""
        reference = await self.pushed(**changes)
        return await (browser or self.browser).open(
            self.address(client_id=changes.get("client_id") or WALLET, request_uri=reference)
        )

    async def sign_in(
        self, browser: Browser | None = None, *, citizen: str = "c-senior", **answer: str
    ) -> httpx.Response:
        """Choose the sign-in service, be `citizen` there, and come back."""
        at = browser or self.browser
        await at.press(SIGN_IN)
        there = query_of(at.address)
        return await at.open(
            f"{there['redirect_uri']}?{urlencode({'state': there['state'], 'citizen': citizen} | answer)}"
        )

    async def code(self, **changes: str | None) -> str:
        """The whole way to a code."""
        await self.start(**changes)
        await self.sign_in()
        await self.browser.press(RECEIVE)
        answer = query_of(self.browser.address)
        assert "code" in answer, self.browser.address
        return answer["code"]

    async def redeem(
        self, code: str, headers: dict[str, str] | None = None, **changes: str | None
    ) -> httpx.Response:
        fields: dict[str, str | None] = {
            "grant_type": "authorization_code",
            "code": code,
            "code_verifier": VERIFIER,
            "redirect_uri": CALLBACK,
            "client_id": WALLET,
        }
        sent = {name: value for name, value in (fields | changes).items() if value is not None}
        return await self.city.client.post("/token", data=sent, headers=headers)

    async def token(self, **changes: str | None) -> str:
        """The whole way to an access token."""
        answer = await self.redeem(await self.code(**changes))
        assert answer.status_code == 200, answer.text
        return str(answer.json()["access_token"])


@asynccontextmanager
async def a_code_flow(folder: Path, **changes: Any) -> AsyncIterator[CodeFlow]:
    """An issuer at which citizens can sign in, a wallet that is registered there, and a browser."""
    identity = UnsafeIdentity()
    sources = {IdentitySourceName("test"): identity}
    given: dict[str, Any] = {"wallets": WALLETS} | changes
    async with an_issuer(folder, identity_sources=sources, **given) as city:
        yield CodeFlow(city, identity)
