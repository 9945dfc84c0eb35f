"""Status lists and their tokens."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from issuer.domain.identifiers import ListNumber
from issuer.domain.status_lists import PendingChange, Publication, RegisteredList


class StatusListRecords(Protocol):
    """Status lists and their tokens."""

    async def add(self, status_list: RegisteredList) -> None:
        """Record a list; nothing happens when its number is there already."""
        ...

    async def all(self) -> list[RegisteredList]:
        """All lists, by number."""
        ...

    async def mark_on_chain(self, number: ListNumber) -> None:
        """Record that the chain knows the list."""
        ...

    async def newest(self, number: ListNumber) -> Publication | None:
        """The newest token of a list."""
        ...

    async def by_digest(self, number: ListNumber, digest: bytes) -> Publication | None:
        """The token of a list with this digest."""
        ...

    async def anchored_at(self, number: ListNumber, time: datetime) -> Publication | None:
        """The token whose head the chain held at `time`."""
        ...

    async def newest_anchored(self, number: ListNumber, limit: int) -> list[Publication]:
        """The newest anchored tokens of a list, newest first."""
        ...

    async def pending_changes(self, number: ListNumber) -> list[PendingChange]:
        """The changes of a list that no token carries, oldest first."""
        ...

    async def add_publication(
        self, publication: Publication, *, changes: Sequence[PendingChange], now: datetime
    ) -> bool:
        """Record a token with the changes it carries, and that it is to be anchored.

        False when the list already has a token of that sequence; then nothing is recorded.
        """
        ...

    async def is_anchored(self, number: ListNumber, *, sequence: int) -> bool:
        """Whether the chain holds the head of a recorded token."""
        ...

    async def not_anchored(self, limit: int) -> list[Publication]:
        """Tokens that the chain does not hold yet, of each list the lowest sequences first."""
        ...

    async def mark_anchored(self, number: ListNumber, *, sequence: int, anchored_at: datetime) -> None:
        """Record the block time of a token's head."""
        ...

    async def oldest_waiting_since(self) -> datetime | None:
        """When the oldest token that the chain does not hold was published; None when it holds all."""
        ...
