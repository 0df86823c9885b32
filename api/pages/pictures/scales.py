"""Converts instants and numbers to positions in a picture."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from api.pages.dates import day_of
from api.pages.pictures.marks import WIDTH, Anchor, Label, Line, Mark

LEFT, RIGHT = 210, WIDTH - 20  # between names and the edge
NO_TIME, FEW_DAYS = timedelta(seconds=1), timedelta(days=4)
TICKS: tuple[tuple[float, Anchor], ...] = (
    (0, "start"),
    (1 / 3, "middle"),
    (2 / 3, "middle"),
    (1, "end"),
)


@dataclass(frozen=True)
class TimeScale:
    """The time from one instant to another, from left to right."""

    first: datetime
    last: datetime

    @property
    def length(self) -> timedelta:
        """Return its duration, never zero."""
        return max(self.last - self.first, NO_TIME)

    def x(self, at: datetime) -> float:
        """Return the position of an instant; instants outside are at the ends."""
        share = (at - self.first) / self.length
        return round(LEFT + (RIGHT - LEFT) * min(max(share, 0), 1), 1)

    def axis(self, top: float, bottom: float) -> list[Mark]:
        """Return lines and days at the beginning, the end and in between."""
        ends = TICKS if day_of(self.first) != day_of(self.last) else TICKS[:1]
        marks: list[Mark] = []
        for share, anchor in TICKS if self.length > FEW_DAYS else ends[::3]:
            at = self.first + self.length * share
            x = self.x(at)
            marks += (
                Line(x, top, x, bottom),
                Label(x, bottom + 14, day_of(at), "soft", anchor),
            )
        return marks


def scale_of(instants: Iterable[datetime]) -> TimeScale | None:
    """Return the time from the first to the last of ``instants``, if there are any."""
    known = [*instants]
    return TimeScale(min(known), max(known)) if known else None


def length_of(n: float, most: float, full: float) -> float:
    """Return the length of the bar of a number, given that of ``most``."""
    return round(full * n / most, 1) if most else 0.0
