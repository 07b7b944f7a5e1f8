"""What time it is: the system's, or one that begins where a test says."""

from datetime import UTC, datetime, timedelta
from time import monotonic
from typing import Protocol
from zoneinfo import ZoneInfo

#: Nights, and the days of reports, are those of the papers' readers.
VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")


class Clock(Protocol):
    """Whatever knows the time."""

    def now(self) -> datetime:
        """The time, in UTC."""


class SystemClock:
    """The system's clock."""

    def now(self) -> datetime:
        """The time, in UTC."""
        return datetime.now(UTC)


class ShiftedClock:
    """A clock that says `start` when it is made, and goes on from there."""

    def __init__(self, start: datetime) -> None:
        self._start = start.astimezone(UTC)
        self._made = monotonic()

    def now(self) -> datetime:
        """The time, in UTC."""
        return self._start + timedelta(seconds=monotonic() - self._made)


def clock_from(start: datetime | None) -> Clock:
    """The system's clock, or one that starts at a given time."""
    return SystemClock() if start is None else ShiftedClock(start)
