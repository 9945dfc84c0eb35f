"""The verifier's API, typed: what a desk or another program asks."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import quote

from citywallet.client.http import ApiClient, object_of
from citywallet.protocol.encoding import JsonObject, string_member

_LONGEST_CALL = timedelta(seconds=20)
_REPORT = ("decision", "reason", "sentence", "findings")


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedTransaction:
    """A question that stands open: its id, and the link for the wallet."""

    id: str
    request_uri: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TransactionResult:
    """How a question stands: `pending`, `answered` or `expired`; decision and report once there are some."""

    state: str
    decision: str | None
    report: JsonObject | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CardJudgement:
    """The decision on a card checked by itself, with its report."""

    decision: str
    report: JsonObject


class VerifierClient(ApiClient):
    """What desks do: `VerifierClient(verifier_url, key=api_key)`, as `async with`.

    Every method raises `ApiError` and `ApiUnreachable`; where an answer lacks something, the block ends in
    `ApiMisunderstood`.
    """

    async def ask(self, question: str, *, as_of: datetime | None) -> OpenedTransaction:
        """Ask a question about now, or about a past time."""
        body: JsonObject = {"question": question, "as_of": _text(as_of)}
        answer = object_of(await self.post("/api/v1/transactions", body))
        return OpenedTransaction(
            id=string_member(answer, "id"), request_uri=string_member(answer, "request_uri")
        )

    async def result(self, transaction_id: str, *, wait: timedelta) -> TransactionResult:
        """How a question stands; waits up to `wait` while it is pending."""
        while True:
            patience = min(wait, _LONGEST_CALL)
            result = await self._look(transaction_id, wait=patience)
            wait -= patience
            if result.state != "pending" or wait <= timedelta(0):
                return result

    async def check(self, card: str, *, as_of: datetime | None) -> CardJudgement:
        """Check a card (compact SD-JWT) by itself."""
        body: JsonObject = {"card": card, "as_of": _text(as_of)}
        answer = object_of(await self.post("/api/v1/checks", body))
        return CardJudgement(
            decision=string_member(answer, "decision"), report=object_of(answer.get("report"), *_REPORT)
        )

    async def _look(self, transaction_id: str, *, wait: timedelta) -> TransactionResult:
        path = f"/api/v1/transactions/{quote(transaction_id, safe='')}"
        answer = object_of(await self.get(path, parameters={"wait": str(wait.total_seconds())}))
        return TransactionResult(
            state=string_member(answer, "state"),
            decision=None if answer.get("decision") is None else string_member(answer, "decision"),
            report=None if answer.get("report") is None else object_of(answer.get("report"), *_REPORT),
        )


def _text(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat()
