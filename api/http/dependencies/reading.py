"""How a request reads: as its caller, and within the limits of the server."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from time import monotonic
from typing import Annotated, Any

from fastapi import Depends, Request

from api.http.auth import needs
from api.schemas.as_of import AsOf
from api.server.admission import LookupSlot
from api.server.callers import Caller
from api.server.disconnect import cancel_on_disconnect
from db.engine.prepared import Prepared, RowT
from db.engine.reader import Reader
from db.engine.session import Context
from db.history.record import open_record
from db.models.analyst import LOCAL
from db.reads.reading import Reading
from db.reads.record import Record


class AdmittedReader(Reader):
    """The reader of one request, within the limits of the server.

    Its scans are limited in number, and cancelled if the client disconnects.
    """

    def __init__(self, request: Request, reader: Reader) -> None:
        self._request, self._reader = request, reader

    async def rows(self, read: Prepared[RowT], **values: Any) -> Sequence[RowT]:  # noqa: ANN401 - any column's
        """Run a short read."""
        return await self._reader.rows(read, **values)

    async def scan(self, read: Prepared[RowT], **values: Any) -> Sequence[RowT]:  # noqa: ANN401 - any column's
        """Run a read that may take long."""
        async with self._admitted():
            return await self._scan(read, values)

    async def scan_all(
        self, reads: Iterable[tuple[Prepared[RowT], Mapping[str, Any]]]
    ) -> list[RowT]:
        """Run several scans; between them, pause as long as each took.

        So other requests get as much of the database as this one.
        """
        found: list[RowT] = []
        async with self._admitted():
            for read, values in reads:
                since = monotonic()
                found += await self._scan(read, values)
                if self._request.app.state.requests.in_flight > 1:
                    await asyncio.sleep(monotonic() - since)
        return found

    async def open(self) -> None:
        """Do nothing: the application opens its reader."""

    async def close(self) -> None:
        """Do nothing: the application closes its reader."""

    async def _scan(
        self, read: Prepared[RowT], values: Mapping[str, Any]
    ) -> Sequence[RowT]:
        return await cancel_on_disconnect(
            self._request, self._reader.scan(read, **values)
        )

    @asynccontextmanager
    async def _admitted(self) -> AsyncIterator[None]:
        """Hold one of the places for scans, and no place for short reads."""
        slot: LookupSlot = self._request.state.lookup_slot
        with self._request.app.state.scans:
            async with slot.released():
                yield


@dataclass(frozen=True)
class RequestReading(Reading):
    """The reading of one request, by its caller."""

    request: Request
    caller: Caller

    def record(self, params: AsOf) -> Record:
        """Return the record as it is now, or as of the instant in ``params``."""
        return open_record(self, recorded=params.recorded, until=params.known_before)

    @property
    def context(self) -> Context:
        """Return in whose name an audit entry is written about what is read."""
        return Context(
            analyst_id=self.caller.analyst_id or LOCAL,
            request_id=self.request.state.request_id,
            viewer=self.viewer,
        )


@needs("reader")
async def get_reading(request: Request) -> RequestReading:
    """Return how this request reads."""
    caller: Caller = request.state.caller
    reader = AdmittedReader(request, request.app.state.reader)
    return RequestReading(reader, caller.viewer, request, caller)


ReadingDep = Annotated[RequestReading, Depends(get_reading)]
