"""Who acts in the story: officer, citizen and desk, each over the API of its own service."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final, Self

import httpx

from city.demo.narrator import StoryDiffers
from citywallet.client import ApiClient, CityFile
from citywallet.client.issuer import IssuerClient
from citywallet.client.verifier import VerifierClient
from citywallet.client.wallet import WalletClient
from citywallet.protocol.encoding import JsonObject

_PATIENCE: Final = timedelta(seconds=30)
_PAUSE_SECONDS: Final = 0.2


@dataclass(slots=True, kw_only=True)
class Asked:
    """A question that a desk asked, and what a wallet sent in answer to it."""

    id: str
    link: str
    _sent: Mapping[str, Any] = field(default_factory=dict)

    def remember(self, answer: JsonObject) -> None:
        """Keep what the wallet says that it sent."""
        sent = answer.get("sent")
        if not isinstance(sent, dict):
            raise StoryDiffers("The wallet does not say what it sent.")
        self._sent = sent

    @property
    def response_uri(self) -> str:
        """Where the answer went."""
        return str(self._sent["response_uri"])

    @property
    def form(self) -> dict[str, str]:
        """The answer's fields, exactly as they were posted."""
        return {str(name): str(value) for name, value in self._sent["form"].items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A desk's answer with its report."""

    decision: str | None
    report: Mapping[str, Any]

    @property
    def reason(self) -> str:
        """The reason that weighs most."""
        return str(self.report["reason"])

    def lines(self) -> list[str]:
        """The answer and each finding, one line each."""
        findings = (
            f"{finding['label']['en']}: {finding['outcome']}"
            + (f" ({finding['reason']})" if finding["reason"] else "")
            for finding in self.report["findings"]
        )
        return [f"{self.decision}: {self.report['sentence']['en']}", *(f"  {line}" for line in findings)]

    def outcome_of(self, check: str) -> str | None:
        """How one check ended."""
        return next((str(one["outcome"]) for one in self.report["findings"] if one["check"] == check), None)

    def evidence_of(self, check: str) -> Mapping[str, Any]:
        """The facts on which one check rests; none if there was no such check."""
        return next((one["evidence"] for one in self.report["findings"] if one["check"] == check), {})

    def head_of_status(self) -> str | None:
        """The anchored head on which the status rests."""
        evidence = self.evidence_of("status")
        head = evidence.get("head_before") or evidence.get("head")
        return None if head is None else str(head)


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A change of a card's status on its way to the chain."""

    sequence: int | None
    anchored_at: str | None

    @property
    def is_published(self) -> bool:
        """Whether a signed list carries it."""
        return self.sequence is not None

    @property
    def is_anchored(self) -> bool:
        """Whether the chain holds it."""
        return self.sequence is not None and self.anchored_at is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Actors:
    """The clients of the three services, and a stranger with no key at all."""

    issuer: IssuerClient
    wallet: WalletClient
    verifier: VerifierClient
    stranger: httpx.AsyncClient

    @classmethod
    @asynccontextmanager
    async def of(cls, city: CityFile) -> AsyncIterator[Self]:
        """Open a connection to each service until the block ends."""
        async with AsyncExitStack() as stack:
            desk = await stack.enter_async_context(ApiClient(city.verifier_url, key=city.verifier_key))
            yield cls(
                issuer=await stack.enter_async_context(IssuerClient(city.issuer_url, key=city.officer_key)),
                wallet=await stack.enter_async_context(WalletClient(city.wallet_url, key=city.wallet_key)),
                verifier=VerifierClient(desk),
                stranger=await stack.enter_async_context(httpx.AsyncClient(trust_env=False)),
            )

    async def ask(self, question: str, *, as_of: datetime | None = None) -> Asked:
        """Let the desk ask a question."""
        opened = await self.verifier.ask(question, as_of=as_of)
        return Asked(id=opened.id, link=opened.request_uri)

    async def result(self, asked: Asked) -> Judged:
        """Let the desk read the answer."""
        result = await self.verifier.result(asked.id, wait=_PATIENCE)
        return Judged(decision=result.decision, report=result.report or {})

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

    async def replay(self, asked: Asked) -> tuple[int, str]:
        """Send an answer once more, as somebody who overheard it would; gives status and error code."""
        response = await self.stranger.post(asked.response_uri, data=asked.form)
        try:
            return response.status_code, str(response.json().get("error"))
        except ValueError:
            return response.status_code, "without a code"

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
