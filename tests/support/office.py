"""Staff of an issuer's office at their browsers."""

import base64
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import Any

import httpx

from issuer.domain.totp import code_at, step_at
from issuer.http.browser_sessions import CSRF_HEADER
from tests.support.authenticator import Authenticator
from tests.support.issuer import FOUNDER_KEY, City

PASSWORD = "correct horse battery"


@dataclass
class Browser:
    """A browser on the office's pages: keeps cookies, sends origin and token."""

    city: City
    origin: str | None = None
    cookies: dict[str, str] = field(default_factory=dict)
    csrf_token: str | None = None

    def __post_init__(self) -> None:
        if self.origin is None:
            self.origin = self.city.issuer

    async def request(
        self, method: str, path: str, json: Any = None, *, headers: dict[str, str] | None = None, **more: Any
    ) -> httpx.Response:
        sent = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if method not in ("GET", "HEAD"):
            sent |= {"Origin": self.origin} if self.origin else {}
            sent |= {CSRF_HEADER: self.csrf_token} if self.csrf_token else {}
        response = await self.city.client.request(
            method, f"/api/v1/{path}", json=json, headers=sent | (headers or {}), **more
        )
        self._keep(response)
        return response

    async def get(self, path: str, **parameters: Any) -> httpx.Response:
        return await self.request("GET", path, params=parameters)

    async def post(self, path: str, json: Any = None) -> httpx.Response:
        return await self.request("POST", path, {} if json is None else json)

    async def begin(self, user: str, password: str = PASSWORD) -> httpx.Response:
        return await self.post("office/sign-in", {"user": user, "password": password})

    async def finish(self, member: "Member") -> httpx.Response:
        response = await self.post("office/sign-in/totp", {"code": member.next_code()})
        if response.status_code == 200:
            self.csrf_token = response.json()["csrf_token"]
        return response

    async def sign_in(self, member: "Member") -> "Browser":
        begun = await self.begin(member.user)
        assert begun.status_code == 200, begun.text
        finished = await self.finish(member)
        assert finished.status_code == 200, finished.text
        return self

    def _keep(self, response: httpx.Response) -> None:
        for header in response.headers.get_list("set-cookie"):
            for name, morsel in SimpleCookie(header).items():
                if morsel["max-age"] == "0":
                    self.cookies.pop(name, None)
                else:
                    self.cookies[name] = morsel.value


@dataclass
class Member:
    """Somebody of the staff who has enrolled, with an authenticator app, perhaps a passkey."""

    city: City
    user: str
    secret: bytes
    passkey: Authenticator | None = None

    def next_code(self) -> str:
        """A code that was not used before: time goes on until there is one."""
        self.city.clock.advance(seconds=30)
        return code_at(self.secret, step_at(self.city.clock.now()))


def as_founder() -> dict[str, str]:
    return {"Authorization": f"Bearer {FOUNDER_KEY}"}


async def invite(city: City, user: str, *roles: str, name: str = "한지우") -> str:
    """Invite somebody; the token of their link."""
    wanted = {"user": user, "name": name, "roles": list(roles)}
    response = await city.client.post("/api/v1/staff", json=wanted, headers=as_founder())
    assert response.status_code == 201, response.text
    return str(response.json()["enrolment_link"]).rpartition("/")[2]


async def enrol(city: City, user: str, *roles: str, with_passkey: bool = False) -> Member:
    """Invite somebody and have them enrol."""
    token = await invite(city, user, *roles)
    browser = Browser(city)
    shown = (await browser.get(f"office/enrolment/{token}")).json()
    written = shown["totp"]["secret"]
    member = Member(city, user, base64.b32decode(written + "=" * (-len(written) % 8)))
    chosen: dict[str, Any] = {"password": PASSWORD, "totp_code": member.next_code()}
    if with_passkey:
        member.passkey = Authenticator(origin=city.issuer)
        chosen["passkey"] = member.passkey.register(shown["passkey_options"])
    response = await browser.post(f"office/enrolment/{token}", chosen)
    assert response.status_code == 204, response.text
    return member


async def signed_in(city: City, user: str, *roles: str) -> Browser:
    """The browser of somebody new who has signed in."""
    return await Browser(city).sign_in(await enrol(city, user, *roles))
