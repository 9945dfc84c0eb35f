"""How often something happened lately."""

from datetime import datetime
from typing import Protocol


class RateLimitRecords(Protocol):
    """One moment for each subject: an address, an auditor. Nothing else about them is kept."""

    async def recovery_of(self, subject: str, *, now: datetime) -> datetime:
        """When the subject will have recovered; `now` for one that is new.

        Whoever else asks for the same subject in order to write waits until this unit of work has ended.
        """
        ...

    async def save(self, subject: str, *, recovered_at: datetime) -> None:
        """Record when the subject will have recovered."""
        ...

    async def forget_recovered(self, now: datetime) -> None:
        """Drop the subjects that have recovered."""
        ...
