"""The clock that leases and the outbox are handed; the same shape as the services' own."""

from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> datetime:
        """The current moment, aware and in UTC."""
        ...
