"""The one place that asks the system for the time."""

from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """Tells the time; whoever needs it holds one, so that tests can stand still."""

    def now(self) -> datetime:
        """The current moment, aware and in UTC."""
        ...


class SystemClock:
    """The clock of the machine."""

    def now(self) -> datetime:
        """The current moment by the machine's clock, aware and in UTC."""
        return datetime.now(UTC)
