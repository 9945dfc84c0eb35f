"""What waits for a second person, and what was decided."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from issuer.domain.approvals import Approval, Confirmed, Rejected, Waiting
from issuer.domain.identifiers import ApprovalId


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberedApproval:
    """An approval in the order in which it was asked for; `number` counts up."""

    number: int
    approval: Approval


class ApprovalRecords(Protocol):
    """Approvals. One that nobody decided in time is read as expired."""

    async def add(self, waiting: Waiting) -> None:
        """Record what somebody asks for."""
        ...

    async def find(self, approval_id: ApprovalId, *, now: datetime) -> Approval | None:
        """The approval, or None; in a unit that writes nobody else decides it before it ends."""
        ...

    async def waiting_of(self, asked_by: str, *, now: datetime) -> list[Waiting]:
        """What somebody asked for and nobody has decided."""
        ...

    async def before(self, number: int | None, *, limit: int, now: datetime) -> list[NumberedApproval]:
        """The newest with a smaller number, newest first; None for the newest of all."""
        ...

    async def save(self, decided: Confirmed | Rejected) -> None:
        """Record a decision."""
        ...
