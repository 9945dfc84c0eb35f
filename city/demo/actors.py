"""Who acts in the story: officer, citizen and desk, each over the API of its own service."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, Self

import httpx

from city.demo.answers import Asked, Change, Judged, Refusal
from city.demo.narrator import StoryDiffers
from citywallet.client import CityFile
from citywallet.client.issuer import IssuerClient
from citywallet.client.verifier import VerifierClient
from citywallet.client.wallet import WalletClient
from citywallet.onchain.address_book import AddressBook
from citywallet.onchain.connection import ChainConnection
from citywallet.onchain.status_anchor import StatusAnchor
from citywallet.protocol.anchoring import AnchoredHead, list_id
from citywallet.protocol.jose import claims_of, parse_compact_jws
from citywallet.protocol.oid4vp import RequestByReference, parse_request_link
from citywallet.protocol.trust import issuer_id
from citywallet.runtime.tls import client_context

_PATIENCE: Final = timedelta(seconds=30)
_PAUSE_SECONDS: Final = 0.2


@dataclass(frozen=True, slots=True, kw_only=True)
class Actors:
    """The clients of the three services, and a stranger with no key at all."""

    issuer: IssuerClient
    wallet: WalletClient
    verifier: VerifierClient
    stranger: httpx.AsyncClient
    city: CityFile

    @classmethod
    @asynccontextmanager
    async def of(cls, city: CityFile) -> AsyncIterator[Self]:
        """Open a connection to each service until the block ends."""
        tls = client_context(city.tls_authority)
        async with AsyncExitStack() as stack:
            enter = stack.enter_async_context
            yield cls(
                issuer=await enter(IssuerClient(city.issuer_url, key=city.officer_key, tls=tls)),
                wallet=await enter(WalletClient(city.wallet_url, key=city.wallet_key, tls=tls)),
                verifier=await enter(VerifierClient(city.verifier_url, key=city.verifier_key, tls=tls)),
                stranger=await enter(httpx.AsyncClient(trust_env=False, verify=tls)),
                city=city,
            )

    async def ask(self, question: str, *, as_of: datetime | None = None) -> Asked:
        """Let the desk ask a question."""
        opened = await self.verifier.ask(question, as_of=as_of)
        return Asked(id=opened.id, link=opened.request_uri)

    async def result(self, asked: Asked) -> Judged:
        """Let the desk read the answer.

        Raises:
            StoryDiffers: there is none in time.
        """
        result = await self.verifier.result(asked.id, wait=_PATIENCE)
        if result.report is None:
            raise StoryDiffers(f"The desk has no answer to question {asked.id}.")
        return Judged(decision=result.decision, report=result.report)

    async def until_published(self, credential: str) -> Change:
        """Wait until a signed list carries the card's last change of status, or patience ends."""
        return await self._until(credential, lambda change: change.is_published)

    async def until_anchored(self, credential: str) -> Change:
        """Wait until the chain holds the card's last change of status, or patience ends."""
        return await self._until(credential, lambda change: change.is_anchored)

    async def _until(self, credential: str, enough: Callable[[Change], bool]) -> Change:
        change = Change(sequence=None, anchored_at=None)
        for _ in range(int(_PATIENCE.total_seconds() / _PAUSE_SECONDS)):
            record: Mapping[str, Any] = await self.issuer.credential(credential)
            found = record["status_change"] or {}
            change = Change(sequence=found.get("sequence"), anchored_at=found.get("anchored_at"))
            if enough(change):
                break
            await asyncio.sleep(_PAUSE_SECONDS)
        return change

    async def heads_on_chain(self, *, list_number: int) -> tuple[AnchoredHead, ...]:
        """Every head that the chain itself holds of one status list."""
        uri = f"{self.city.issuer_url}/status/{list_number}"
        connection = await ChainConnection.open(self.city.chain_url, AddressBook.load(self.city.address_book))
        try:
            return await StatusAnchor(connection).heads(list_id(issuer_id(self.city.issuer_url), uri))
        finally:
            await connection.close()

    async def replay(self, overheard: Asked) -> Refusal:
        """Send an answer once more to where it went, as somebody who overheard it would."""
        return await self._post(overheard.response_uri, overheard.form)

    async def replay_to(self, asked: Asked, overheard: Asked) -> Refusal:
        """Send an overheard answer to another question, with that question's own address and state."""
        by_reference = parse_request_link(asked.link)
        if not isinstance(by_reference, RequestByReference):
            raise StoryDiffers("The desk's link holds the request itself.")
        request = await self.stranger.get(by_reference.request_uri)
        wanted = claims_of(parse_compact_jws(request.text))
        form = overheard.form | {"state": str(wanted["state"])}
        return await self._post(str(wanted["response_uri"]), form)

    async def _post(self, response_uri: str, form: Mapping[str, str]) -> Refusal:
        response = await self.stranger.post(response_uri, data=form)
        try:
            error = str(response.json().get("error"))
        except ValueError:
            error = "none"
        return Refusal(status=response.status_code, error=error)

    @staticmethod
    def names_of(accepted: Mapping[str, Any]) -> list[str]:
        """The names of the cards just received, and by whom."""
        return [f"card {card['name']['en']} of {card['issuer_name']['en']}" for card in accepted["cards"]]

    @staticmethod
    def facts_in(looked: Mapping[str, Any]) -> list[str]:
        """The claims that a wallet would show, their paths joined by dots."""
        return [
            ".".join(str(step) for step in item["path"]) for card in looked["cards"] for item in card["items"]
        ]

    @staticmethod
    def verifier_name(looked: Mapping[str, Any]) -> str:
        """Who asks, as the wallet read it in the certificate."""
        return str(looked["verifier"]["name"]["en"])
