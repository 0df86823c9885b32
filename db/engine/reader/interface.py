"""The interface of readers."""

import asyncio
from collections.abc import Callable, Coroutine, Iterable, Mapping, Sequence
from typing import Any, ParamSpec, Protocol, TypeVar

from db.engine.prepared import Prepared, RowT

P = ParamSpec("P")
T = TypeVar("T")
READ_TIMEOUT = 30  # seconds that a read may take
CACHED_STATEMENTS = 512  # prepared statements that each connection keeps
UNAVAILABLE = "The database does not respond."


class Reader(Protocol):
    """Runs prepared reads from the event loop, each for ``timeout`` seconds at most.

    ``streams_words`` is true if the search index returns rows while it still searches,
    and false if it first collects all matches. ``plans_by_statistics`` is true if plans
    depend on the statistics of tables.
    """

    timeout: float = READ_TIMEOUT
    streams_words: bool = True
    plans_by_statistics: bool = False

    async def rows(self, read: Prepared[RowT], **values: Any) -> Sequence[RowT]:  # noqa: ANN401 - any column's
        """Run a read by key, or of a page in index order: it takes microseconds."""

    async def scan(self, read: Prepared[RowT], **values: Any) -> Sequence[RowT]:  # noqa: ANN401 - any column's
        """Run a read that may take long, without blocking other requests."""

    async def scan_all(
        self, reads: Iterable[tuple[Prepared[RowT], Mapping[str, Any]]]
    ) -> list[RowT]:
        """Run several scans in sequence; return the rows of each of them."""
        return [row for read, of in reads for row in await self.scan(read, **of)]

    async def derive(
        self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run long pure Python work in a thread."""
        return await asyncio.to_thread(work, *args, **kwargs)

    async def on_separate_loop(
        self,
        work: Callable[P, Coroutine[Any, Any, T]],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        """Run a read on a separate event loop: it computes long between its queries."""
        return await work(*args, **kwargs)

    def for_separate_loop(self) -> "Reader":
        """Return the reader to use inside a function that runs ``on_separate_loop``."""
        return self


class DatabaseReader(Reader, Protocol):
    """The reader of a server process, which has connections."""

    async def open(self) -> None:
        """Open the connections; the event loop that reads is running."""

    async def state(self) -> str:
        """Return a value that changes when a transaction commits, in any process.

        It may also change when nothing was committed.
        """

    async def close(self) -> None:
        """Close the connections."""
