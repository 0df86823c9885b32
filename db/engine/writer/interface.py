"""What every writer does."""

from collections.abc import Callable
from typing import Protocol, TypeVar

from db.engine.session import Context, Write

T = TypeVar("T")


class Writer(Protocol):
    """Runs functions in transactions, each committed whole or not at all.

    A function may run several times; only its last run is committed.
    """

    async def run(self, work: Callable[[Write], T], context: Context) -> T:
        """Run ``work`` in a transaction; return its result after the commit."""

    def close(self) -> None:
        """Finish running transactions and stop."""
