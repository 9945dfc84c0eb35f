"""A citizen who signs in at a running city: on the issuer's pages, and on that of the demo provider."""

from dataclasses import dataclass, field

import httpx

from city.town import Town
from tests.support.citizen_browser import Browser, query_of

CHOOSE, RECEIVE, DECLINE, TYPED = "시연용 시민 로그인", "받기", "받지 않기", "이 번호로 로그인"


@dataclass
class CitizenAtTown:
    """One citizen in one browser; cookies of the two sites are apart, as their prefixed names are."""

    http: httpx.AsyncClient
    town: Town
    issuer: Browser = field(init=False)
    login: Browser = field(init=False)

    def __post_init__(self) -> None:
        self.issuer = Browser(self.http, self.town.addresses.issuer.url)
        self.login = Browser(self.http, self.town.addresses.identity.url)

    async def sign_in(self, address: str, *, citizen: str) -> None:
        """Open what the wallet wants opened, go to the provider, be `citizen` there, and come back."""
        await self.issuer.open(address)
        await self.issuer.press(CHOOSE)
        await self.login.open(self.issuer.address)
        await self.login.press(TYPED, person=citizen)
        await self.issuer.open(self.login.address)

    async def decide(self, button: str = RECEIVE) -> str:
        """Press a button of the consent page; the address in the wallet to which that leads."""
        await self.issuer.press(button)
        return self.issuer.address

    async def answer(self, address: str, *, citizen: str) -> dict[str, str]:
        """The whole way: what the wallet hears in the end."""
        await self.sign_in(address, citizen=citizen)
        return query_of(await self.decide())
