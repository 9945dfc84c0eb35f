"""The wallet service, over its API."""

from collections.abc import Sequence
from urllib.parse import quote

from citywallet.client.http import ApiClient, object_of, objects_of
from citywallet.protocol.encoding import JsonObject, array_member, string_member

_CARD = ("name", "issuer_name", "not_refreshed")
_OUTCOME = ("outcome", "message", "redirect_uri")


class WalletClient(ApiClient):
    """What a citizen does, through a front end: `WalletClient(wallet_url, key=api_key)`, as `async with`.

    Every method raises `ApiError` and `ApiUnreachable`; where an answer lacks something, the block ends in
    `ApiMisunderstood`. Texts come as `{"ko", "en"}`.
    """

    async def new_wallet(self) -> str:
        """Make a wallet; gives its id."""
        return string_member(object_of(await self.post("/api/v1/wallets")), "id")

    async def newest_wallet(self) -> str | None:
        """The id of the wallet made last, or None where there is none."""
        found = object_of(await self.get("/api/v1/wallets", parameters={"limit": "1"}))
        wallets = objects_of(array_member(found, "wallets"))
        return string_member(wallets[0], "id") if wallets else None

    async def accept(self, wallet: str, *, link: str, tx_code: str | None = None) -> JsonObject:
        """Receive the cards of an offer: `cards`, without what stands on them, and `message`.

        `application` is set where an officer must approve some of them first.
        """
        offer: JsonObject = {"link": link} if tx_code is None else {"link": link, "tx_code": tx_code}
        return object_of(await self.post(f"{_path(wallet)}/offers", offer), "cards", "application", "message")

    async def begin_sign_in(self, wallet: str, *, issuer: str, configurations: Sequence[str]) -> JsonObject:
        """Begin to receive cards by signing in: `id`, and `authorization_url` for a browser."""
        wanted: JsonObject = {
            "credential_issuer": issuer,
            "credential_configuration_ids": list(configurations),
        }
        return object_of(await self.post(f"{_path(wallet)}/sign-ins", wanted))

    async def begin_offered_sign_in(self, wallet: str, *, link: str) -> JsonObject:
        """Begin to receive the cards of an offer for those who sign in; answers as `begin_sign_in`."""
        return object_of(await self.post(f"{_path(wallet)}/sign-ins", {"link": link}))

    async def sign_in(self, wallet: str, sign_in: str) -> JsonObject:
        """How a sign-in stands: `state` is begun, finished with `cards` and `application`, or failed."""
        return object_of(await self.get(f"{_path(wallet)}/sign-ins/{quote(sign_in, safe='')}"))

    async def applications(self, wallet: str) -> list[JsonObject]:
        """What was applied for and is not there: `cards`, waited for or refused with a `reason`."""
        found = object_of(await self.get(f"{_path(wallet)}/applications"))
        return objects_of(array_member(found, "applications"), "id", "applied_at", "cards")

    async def collect(self, wallet: str) -> JsonObject:
        """Ask for what was applied for: `cards` that came now, and `applications` that are left."""
        return object_of(await self.post(f"{_path(wallet)}/collections"), "cards", "applications")

    async def cards(self, wallet: str) -> list[JsonObject]:
        """The cards; `claims` holds path, name, value and the value in plain words.

        What is due is refreshed before; `not_refreshed` says why a card could not be.
        """
        found = object_of(await self.get(f"{_path(wallet)}/cards"))
        return objects_of(array_member(found, "cards"), *_CARD, "expires_at", "claims")

    async def refresh(self, wallet: str) -> list[JsonObject]:
        """Ask for newer cards now; `not_refreshed` says why a card is still the one from before."""
        found = object_of(await self.post(f"{_path(wallet)}/refresh"))
        return objects_of(array_member(found, "cards"), *_CARD)

    async def look_at(self, wallet: str, *, link: str) -> JsonObject:
        """Verify a request and show what would be sent: `id`, `verifier`, `purpose`, `cards`."""
        asked = await self.post(f"{_path(wallet)}/presentation-requests", {"link": link})
        return object_of(asked, "id", "message", "purpose", "cards")

    async def submit(self, wallet: str, request: str) -> JsonObject:
        """Consent to a request that was looked at."""
        return object_of(await self.post(f"{_path(wallet, request)}/submit"), *_OUTCOME)

    async def decline(self, wallet: str, request: str) -> JsonObject:
        """Decline a request that was looked at."""
        return object_of(await self.post(f"{_path(wallet, request)}/decline"), *_OUTCOME)

    async def present(self, wallet: str, *, link: str) -> JsonObject:
        """Answer a request in one call, with consent given beforehand."""
        body: JsonObject = {"link": link, "consent": True}
        return object_of(await self.post(f"{_path(wallet)}/presentations", body), *_OUTCOME)

    async def history(self, wallet: str) -> list[JsonObject]:
        """What was asked and how it ended, newest first; names of items, never values."""
        found = object_of(await self.get(f"{_path(wallet)}/history"))
        return objects_of(array_member(found, "entries"), "at", "verifier", "items", "outcome")

    async def trust_issuer(self, url: str) -> JsonObject:
        """Let offers of one more issuer through."""
        return object_of(await self.post("/api/v1/trusted-issuers", {"url": url}), "url")


def _path(wallet: str, request: str | None = None) -> str:
    path = f"/api/v1/wallets/{quote(wallet, safe='')}"
    return path if request is None else f"{path}/presentation-requests/{quote(request, safe='')}"
