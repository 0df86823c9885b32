"""The time now, for everything that is stored, compared or opened.

The wall clock can jump: a wrong server, a battery, a hand. So the time is counted from
the start of the process by a clock that cannot be set. The wall clock is followed while
both agree to a minute; otherwise it is ignored.
"""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

TOLERANCE = timedelta(minutes=1)


def read_wall_clock() -> datetime:
    """Return what the wall clock says."""
    return datetime.now(UTC)


def read_counter() -> float:
    """Return seconds that no setting of the clock changes; with those of a suspension.

    macOS has no such clock, and counts no suspension.
    """
    if hasattr(time, "CLOCK_BOOTTIME"):
        return time.clock_gettime(time.CLOCK_BOOTTIME)
    return time.monotonic()


class Clock:
    """A clock that begins at an instant, and is counted from there."""

    def __init__(
        self,
        wall: Callable[[], datetime] = read_wall_clock,
        counter: Callable[[], float] = read_counter,
    ) -> None:
        self._wall, self._counter = wall, counter
        self.begin(wall())

    def begin(self, instant: datetime) -> None:
        """Count from ``instant``, which is now."""
        self._began = instant, self._counter()

    def now(self) -> datetime:
        """Return the wall clock's time, or the counted time if the two differ."""
        counted = self._counted()
        wall = self._wall()
        return wall if abs(wall - counted) <= TOLERANCE else counted

    def difference(self) -> timedelta:
        """Return how far the wall clock is ahead of the time; zero if they agree."""
        difference = self._wall() - self._counted()
        return difference if abs(difference) > TOLERANCE else timedelta()

    def _counted(self) -> datetime:
        instant, counter = self._began
        return instant + timedelta(seconds=self._counter() - counter)


CLOCK = Clock()
now = CLOCK.now
