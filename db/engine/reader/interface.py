"""What every reader does, and what it says when the database fails."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol

from db.engine.prepared import Prepared, RowT

CACHED_STATEMENTS = 512  # prepared statements that each connection keeps
UNAVAILABLE = "The database does not answer."
EMPTY = "The database has no tables yet: run `onrecord migrate`."


class Reader(Protocol):
    """Runs prepared reads from the event loop."""

    async def rows(self, read: Prepared[RowT], **values: Any) -> Sequence[RowT]:  # noqa: ANN401 - any column's
        """Run a read by key, or of a list in the order of an index: microseconds."""

    async def scan(self, read: Prepared[RowT], **values: Any) -> Sequence[RowT]:  # noqa: ANN401 - any column's
        """Run a read that may take long, without blocking other requests."""

    async def scan_all(
        self, reads: Iterable[tuple[Prepared[RowT], Mapping[str, Any]]]
    ) -> list[RowT]:
        """Run several scans, one after the other; return the rows of all of them."""
        return [row for read, of in reads for row in await self.scan(read, **of)]

    async def open(self) -> None:
        """Open the connections; the event loop that reads is running."""

    async def close(self) -> None:
        """Close the connections."""
