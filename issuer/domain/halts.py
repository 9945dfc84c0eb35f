"""Halts: while one lasts nothing is offered or issued, by any process. Status lists and checks go on."""

from dataclasses import dataclass
from datetime import datetime

from issuer.domain.errors import IssuerError
from issuer.domain.identifiers import HaltId, UserName


class IssuingHalted(IssuerError):
    """Raised when something shall be offered or issued while a halt lasts."""

    code = "issuing_halted"
    public = "Nothing is issued at present. Please try again later."


class IssuingNotHalted(IssuerError):
    """Raised when a halt shall end and there is none."""

    code = "issuing_not_halted"
    public = "Issuing is not halted."


@dataclass(frozen=True, slots=True, kw_only=True)
class Halt:
    """A halt that lasts; `begun_by` is the actor of the audit log."""

    id: HaltId
    begun_by: str
    begun_at: datetime
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EndOfHalt:
    """That a halt is over, by the word of two people."""

    halt_id: HaltId
    ended_by: UserName
    ended_at: datetime
