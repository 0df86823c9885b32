"""The reading of a request: for its caller, within the limits of the server."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, HTTPException, Request

from api.http.auth import needs
from api.http.dependencies.admitted_reader import AdmittedReader
from api.schemas.as_of import AsOf
from api.server.callers import Caller
from db.engine.session import Context
from db.history.record import open_record
from db.models.analyst import LOCAL
from db.reads.reading import Reading
from db.reads.record import Record


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
        """Return the context for an audit entry about a read."""
        return Context(
            analyst_id=self.caller.analyst_id or LOCAL,
            request_id=self.request.state.request_id,
            viewer=self.viewer,
        )


@needs("reader")
async def get_reading(request: Request) -> RequestReading:
    """Return the reading of this request."""
    caller: Caller = request.state.caller
    state = request.app.state
    reader = AdmittedReader(request, state.reader)
    return RequestReading(
        reader, caller.viewer, request, caller, claim_cache=state.claim_cache
    )


async def get_next_reading(request: Request) -> RequestReading:
    """Return the reading for the next part of a long response.

    Raise 401 if the caller has changed: the key or session has ended, or the role is
    different.
    """
    caller = await request.app.state.authenticator.caller(request.scope)
    if caller != request.state.caller:
        raise HTTPException(401, "The key, the session or the role has ended.")
    return await get_reading(request)


ReadingDep = Annotated[RequestReading, Depends(get_reading)]
