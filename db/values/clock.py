"""The current time, for everything that is stored, compared or published.

The wall clock can jump: a wrong time server, an empty battery, a manual change. The
time is therefore counted from the start of the process by a clock that cannot be set.
The wall clock is used while both agree to a minute, and ignored otherwise.
"""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

TOLERANCE = timedelta(minutes=1)


def read_wall_clock() -> datetime:
    """Return the time of the wall clock."""
    return datetime.now(UTC)


def read_counter() -> float:
    """Return seconds of a clock that cannot be set, including time in suspension.

    macOS has no such clock: its count excludes suspension.
    """
    if hasattr(time, "CLOCK_BOOTTIME"):
        return time.clock_gettime(time.CLOCK_BOOTTIME)
    return time.monotonic()


class Clock:
    """A clock that starts at an instant and counts from there."""

    def __init__(
        self,
        wall: Callable[[], datetime] = read_wall_clock,
        counter: Callable[[], float] = read_counter,
    ) -> None:
        self._wall, self._counter = wall, counter
        self.begin(wall())

    def begin(self, instant: datetime) -> None:
        """Start counting at ``instant``, which is now."""
        self._began = instant, self._counter()

    def now(self) -> datetime:
        """Return the time of the wall clock, or the counted time if they disagree."""
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
