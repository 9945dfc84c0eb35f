"""What the services answer in the story, reduced to what it needs."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from city.demo.narrator import StoryDiffers
from citywallet.protocol.encoding import JsonObject


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
class Refusal:
    """What a stranger hears who sends what is not his."""

    status: int
    error: str


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
