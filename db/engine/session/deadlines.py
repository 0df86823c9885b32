"""Deadlines of writes."""

from dataclasses import dataclass
from time import monotonic

from db.errors import WriteTooLongError


@dataclass(frozen=True)
class Deadline:
    """The end of the time limit of a write, counted from its request."""

    seconds: float
    due: float

    @classmethod
    def after(cls, seconds: float) -> "Deadline":
        """Return the deadline of a write that is requested now."""
        return cls(seconds, monotonic() + seconds)

    def check(self) -> None:
        """Raise ``WriteTooLongError`` if the time is over."""
        if monotonic() > self.due:
            raise WriteTooLongError(self.seconds)
