"""What was promised to whom: acts that were answered, and acts of which nobody knows how they ended."""

from dataclasses import dataclass, field
from typing import Final

STATE_AFTER: Final = {"suspend": "suspended", "resume": "valid", "revoke": "revoked"}
ACTS_ON: Final = {"valid": ("suspend", "revoke"), "suspended": ("resume", "revoke"), "revoked": ("revoke",)}


@dataclass
class PromisedCard:
    """A card whose receipt was confirmed; after an act without an answer it may be in two states."""

    citizen: str
    wallet: str
    credential: str
    states: set[str] = field(default_factory=lambda: {"valid"})
    settled: bool = True
    busy: bool = False

    @property
    def state(self) -> str | None:
        return next(iter(self.states)) if len(self.states) == 1 else None


@dataclass
class OpenOffer:
    """An offer that a wallet tried to accept, and heard nothing."""

    citizen: str
    wallet: str
    link: str
    tx_code: str | None
    attempts: int = 0


@dataclass
class Promises:
    """Everything that a crash must not undo."""

    free_citizens: list[str]
    cards: list[PromisedCard] = field(default_factory=list)
    open_offers: list[OpenOffer] = field(default_factory=list)
    received: list[OpenOffer] = field(default_factory=list)
    """Offers of which the wallet said that their card is there; the issuer was not asked yet."""
    decisions: dict[str, str] = field(default_factory=dict)
    """What the desk decided on a question, once anybody read it."""
    open_questions: set[str] = field(default_factory=set)
    presented: set[str] = field(default_factory=set)
    """Questions of which the wallet said that the desk took the answer."""
