"""The reader of one request: within its time, and within the limits of the server."""

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

from fastapi import Request

from api.server.admission import InFlightLimit, LookupSlot
from api.server.disconnect import cancel_on_disconnect
from api.server.long_work import LongWork
from db.engine.prepared import Prepared, RowT
from db.engine.reader import Reader
from db.errors import TooLongError

P = ParamSpec("P")
T = TypeVar("T")


class FairReader(Reader):
    """The reader of the application, which lets other requests have their turn."""

    def __init__(self, reader: Reader, requests: InFlightLimit) -> None:
        self._reader, self._requests = reader, requests

    async def rows(self, read: Prepared[RowT], **values: Any) -> Sequence[RowT]:  # noqa: ANN401 - any column's
        """Run a short read."""
        return await self._reader.rows(read, **values)

    async def scan(self, read: Prepared[RowT], **values: Any) -> Sequence[RowT]:  # noqa: ANN401 - any column's
        """Run a read that may take long."""
        return await self._reader.scan(read, **values)

    async def scan_all(
        self, reads: Iterable[tuple[Prepared[RowT], Mapping[str, Any]]]
    ) -> list[RowT]:
        """Run several scans; between them, pause as long as each took."""
        found: list[RowT] = []
        for read, values in reads:
            since = monotonic()
            found += await self.scan(read, **values)
            if self._requests.in_flight > 1:
                await asyncio.sleep(monotonic() - since)
        return found


class AdmittedReader(Reader):
    """Runs the reads of one request, which end together at the time limit.

    Whatever may take long is limited in number, and is stopped if the client
    disconnects. It holds no slot for short reads.
    """

    def __init__(self, request: Request, reader: Reader) -> None:
        self._request, self._reader = request, reader
        self.timeout = reader.timeout
        self._due = monotonic() + self.timeout

    async def rows(self, read: Prepared[RowT], **values: Any) -> Sequence[RowT]:  # noqa: ANN401 - any column's
        """Run a short read, which has a limit of its own, if there is time left."""
        if monotonic() > self._due:
            raise TooLongError(self.timeout)
        return await self._reader.rows(read, **values)

    async def scan(self, read: Prepared[RowT], **values: Any) -> Sequence[RowT]:  # noqa: ANN401 - any column's
        """Run a read that may take long."""
        async with self._admitted():
            return await self._stoppable(self._reader.scan(read, **values))

    async def scan_all(
        self, reads: Iterable[tuple[Prepared[RowT], Mapping[str, Any]]]
    ) -> list[RowT]:
        """Run several scans in one place."""
        async with self._admitted():
            return await self._stoppable(self._fair.scan_all(reads))

    async def derive(
        self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run long work in Python in one of the threads for it."""
        slot: LookupSlot = self._request.state.lookup_slot
        async with self._in_time(), slot.released():
            deriving = self._long_work.derive(partial(work, *args, **kwargs))
            return await self._stoppable(deriving)

    async def apart(
        self,
        work: Callable[P, Coroutine[Any, Any, T]],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        """Run a read that works long between its queries on the loop for these."""
        async with self._admitted():
            reading = self._long_work.apart(partial(work, *args, **kwargs))
            return await self._stoppable(reading)

    def from_apart(self) -> Reader:
        """Return the reader for what runs ``apart``."""
        return ReaderApart(self, self._fair)

    @property
    def _fair(self) -> FairReader:
        return FairReader(self._reader, self._request.app.state.requests)

    @property
    def _long_work(self) -> LongWork:
        long_work: LongWork = self._request.app.state.long_work
        return long_work

    async def _stoppable(self, work: Coroutine[Any, Any, T]) -> T:
        return await cancel_on_disconnect(self._request, work)

    @asynccontextmanager
    async def _admitted(self) -> AsyncIterator[None]:
        """Hold one of the places for scans, and no place for short reads."""
        slot: LookupSlot = self._request.state.lookup_slot
        with self._request.app.state.scans:
            async with self._in_time(), slot.released():
                yield

    @asynccontextmanager
    async def _in_time(self) -> AsyncIterator[None]:
        """Stop the block when the time of the request is over."""
        try:
            async with asyncio.timeout(self._due - monotonic()):
                yield
        except TimeoutError as error:
            raise TooLongError(self.timeout) from error


class ReaderApart(Reader):
    """Has the event loop of a request run what is read on another event loop."""

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
        """Run long work in Python, asked for by the event loop of the request."""
        return await self._admitted.derive(work, *args, **kwargs)

    async def apart(
        self,
        work: Callable[P, Coroutine[Any, Any, T]],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        """Run a read that works long, asked for by the event loop of the request."""
        return await self._admitted.apart(work, *args, **kwargs)

    async def _run(self, read: Coroutine[Any, Any, T]) -> T:
        running = asyncio.run_coroutine_threadsafe(read, self._loop)
        return await asyncio.wrap_future(running)
