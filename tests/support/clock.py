"""A clock that stands still until a test moves it."""

from datetime import UTC, datetime, timedelta

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


class FixedClock:
    """Tells the same moment until it is moved."""

    def __init__(self, now: datetime = NOON) -> None:
        assert now.tzinfo is not None
        self._now = now

    def now(self) -> datetime:
        return self._now

    def advance(self, by: timedelta | None = None, /, **parts: float) -> datetime:
        """Move on by a timedelta, or by `seconds=`, `minutes=`, `days=` …; negative moves back."""
        self._now += by if by is not None else timedelta(**parts)
        return self._now

    def set(self, now: datetime) -> None:
        """Move to a moment."""
        self._now = now
