"""The reader of one request, subject to its time limit and the server's limits."""

import asyncio
from collections.abc import (
    AsyncIterator,
    Callable,
    Coroutine,
    Iterable,
    Mapping,
    Sequence,
)
from contextlib import asynccontextmanager
from functools import partial
from time import monotonic
from typing import Any, ParamSpec, TypeVar

from fastapi import FastAPI, Request

from api.server.admission import InFlightLimit, LookupSlot
from api.server.disconnect import cancel_on_disconnect
from api.server.long_work import LongWork
from api.server.turns import Turns
from db.engine.prepared import Prepared, RowT
from db.engine.reader import Reader
from db.errors import TooLongError

P = ParamSpec("P")
T = TypeVar("T")
MAX_PAUSE = 0.02  # seconds: a scan of 1,000 records takes about as long by itself


class FairReader(Reader):
    """The reader of one request, which leaves room for the scans of other requests.

    The next scan is one of the request that ends first. A request pauses between scans.
    """

    def __init__(self, app: FastAPI, reader: Reader, *, due: float) -> None:
        self._reader, self._due = reader, due
        self._requests: InFlightLimit = app.state.requests
        self._turns: Turns = app.state.scan_turns

    async def rows(self, read: Prepared[RowT], **values: Any) -> Sequence[RowT]:  # noqa: ANN401 - any column's
        """Run a short read."""
        return await self._reader.rows(read, **values)

    async def scan(self, read: Prepared[RowT], **values: Any) -> Sequence[RowT]:  # noqa: ANN401 - any column's
        """Run a read that may take long, when it is the turn of the request."""
        async with self._turns.turn(self._due):
            return await self._reader.scan(read, **values)

    async def scan_all(
        self, reads: Iterable[tuple[Prepared[RowT], Mapping[str, Any]]]
    ) -> list[RowT]:
        """Run several scans; after each, pause for as long as it took.

        A scan that took longer than ``MAX_PAUSE`` has waited for other scans.
        """
        found: list[RowT] = []
        for read, values in reads:
            since = monotonic()
            found += await self.scan(read, **values)
            if self._requests.in_flight > 1:
                await asyncio.sleep(min(monotonic() - since, MAX_PAUSE))
        return found


class AdmittedReader(Reader):
    """Runs the reads of one request, which share one time limit.

    Long reads are limited in number, and stop if the client disconnects. Meanwhile the
    request releases its slot for short reads.
    """

    def __init__(self, request: Request, reader: Reader) -> None:
        self._request, self._reader = request, reader
        self.timeout = reader.timeout
        self._due = monotonic() + self.timeout

    async def rows(self, read: Prepared[RowT], **values: Any) -> Sequence[RowT]:  # noqa: ANN401 - any column's
        """Run a short read, which has its own time limit, if there is time left."""
        if monotonic() > self._due:
            raise TooLongError(self.timeout)
        return await self._reader.rows(read, **values)

    async def scan(self, read: Prepared[RowT], **values: Any) -> Sequence[RowT]:  # noqa: ANN401 - any column's
        """Run a read that may take long."""
        async with self._admitted():
            return await self._stoppable(self._fair.scan(read, **values))

    async def scan_all(
        self, reads: Iterable[tuple[Prepared[RowT], Mapping[str, Any]]]
    ) -> list[RowT]:
        """Run several scans in one slot."""
        async with self._admitted():
            return await self._stoppable(self._fair.scan_all(reads))

    async def derive(
        self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run long pure Python work in a thread."""
        slot: LookupSlot = self._request.state.lookup_slot
        async with self._in_time(), slot.released():
            deriving = self._long_work.derive(partial(work, *args, **kwargs))
            return await self._stoppable(deriving)

    async def on_separate_loop(
        self,
        work: Callable[P, Coroutine[Any, Any, T]],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        """Run a read with long Python work between queries on a separate event loop."""
        async with self._admitted():
            reading = self._long_work.on_separate_loop(
                partial(work, *args, **kwargs), due=self._due
            )
            return await self._stoppable(reading)

    def for_separate_loop(self) -> Reader:
        """Return the reader to use inside a function that runs ``on_separate_loop``."""
        return SeparateLoopReader(self, self._fair)

    @property
    def _fair(self) -> FairReader:
        return FairReader(self._request.app, self._reader, due=self._due)

    @property
    def _long_work(self) -> LongWork:
        long_work: LongWork = self._request.app.state.long_work
        return long_work

    async def _stoppable(self, work: Coroutine[Any, Any, T]) -> T:
        return await cancel_on_disconnect(self._request, work)

    @asynccontextmanager
    async def _admitted(self) -> AsyncIterator[None]:
        """Acquire a slot for scans, and release the slot for short reads meanwhile."""
        slot: LookupSlot = self._request.state.lookup_slot
        with self._request.app.state.scans:
            async with self._in_time(), slot.released():
                yield

    @asynccontextmanager
    async def _in_time(self) -> AsyncIterator[None]:
        """Stop the block at the time limit of the request."""
        try:
            async with asyncio.timeout(self._due - monotonic()):
                yield
        except TimeoutError as error:
            raise TooLongError(self.timeout) from error


class SeparateLoopReader(Reader):
    """Forwards reads from a separate event loop to the event loop of the request."""

    def __init__(self, admitted: AdmittedReader, reader: Reader) -> None:
        self.timeout = admitted.timeout
        self._admitted = admitted
        self._reader, self._loop = reader, asyncio.get_running_loop()

    async def rows(self, read: Prepared[RowT], **values: Any) -> Sequence[RowT]:  # noqa: ANN401 - any column's
        """Run a short read."""
        return await self._run(self._reader.rows(read, **values))

    async def scan(self, read: Prepared[RowT], **values: Any) -> Sequence[RowT]:  # noqa: ANN401 - any column's
        """Run a read that may take long."""
        return await self._run(self._reader.scan(read, **values))

    async def scan_all(
        self, reads: Iterable[tuple[Prepared[RowT], Mapping[str, Any]]]
    ) -> list[RowT]:
        """Run several scans."""
        return await self._run(self._reader.scan_all(reads))

    async def derive(
        self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run long Python work, started by the event loop of the request."""
        return await self._admitted.derive(work, *args, **kwargs)

    async def on_separate_loop(
        self,
        work: Callable[P, Coroutine[Any, Any, T]],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        """Run a read on a separate loop, started by the event loop of the request."""
        return await self._admitted.on_separate_loop(work, *args, **kwargs)

    async def _run(self, read: Coroutine[Any, Any, T]) -> T:
        running = asyncio.run_coroutine_threadsafe(read, self._loop)
        return await asyncio.wrap_future(running)
