"""Load shedding: rejects at once the requests that cannot be answered soon."""

import asyncio
from dataclasses import dataclass, field
from time import monotonic

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.server.admission import InFlightLimit, LookupSlot
from api.server.metrics import Metrics
from api.server.middleware.error_responses import OnHttpError
from api.server.unsent_responses import UnsentResponses
from api.settings import MAX_LOOKUPS, MAX_WAIT

# Monitoring needs a response most when the load is highest. These two wait for
# nothing, so they delay no other request.
ALWAYS_ADMITTED = frozenset({"/healthz", "/metrics"})
RECEIVED = "received"  # key in the state of a request: when its headers were complete
EARLY_SHEDDING = "early_shedding"  # key in the state that the lifespan yields
READ_METHODS = frozenset({"GET", "HEAD"})


class RequestLoad:
    """The load of one server process, and its limits."""

    def __init__(self, requests: InFlightLimit, writes: InFlightLimit) -> None:
        self.requests, self.writes = requests, writes
        self.lookup_slots = asyncio.Semaphore(MAX_LOOKUPS)
        self.pending = 0  # received requests that the application has not started
        self._timed_out = 0.0

    @property
    def _received(self) -> int:
        return self.requests.in_flight + self.pending

    def exhausted_limit(self, scope: Scope) -> InFlightLimit | None:
        """Return the limit that a request would exceed, or None."""
        if scope["path"] in ALWAYS_ADMITTED:
            return None
        if self._received >= self.requests.limit or self._has_just_timed_out():
            return self.requests
        # Checked before authentication, which would query the database.
        is_write = scope["method"] not in READ_METHODS
        return self.writes if is_write and self.writes.is_full else None

    def reject_if_late(self, received: float) -> None:
        """Raise 503 if a request has waited too long because of many others."""
        if self._is_crowded() and monotonic() - received > MAX_WAIT:
            self.requests.reject()

    async def acquire(self, slot: LookupSlot, *, received: float) -> None:
        """Wait for a slot; raise 503 if many requests wait and it takes too long."""
        if not self._is_crowded():
            await slot.acquire()
            return
        try:
            await slot.acquire(seconds=received + MAX_WAIT - monotonic())
        except TimeoutError:
            self._timed_out = monotonic()
            self.requests.reject()

    def _is_crowded(self) -> bool:
        """Return whether many requests, not a slow machine, cause the waiting."""
        return self._received > 2 * MAX_LOOKUPS

    def _has_just_timed_out(self) -> bool:
        """Return whether a wait has just timed out, and still no slot is free."""
        return self.lookup_slots.locked() and monotonic() - self._timed_out < MAX_WAIT


@dataclass(frozen=True)
class EarlyShedding:
    """The data by which a protocol rejects requests early, and ends slow clients."""

    load: RequestLoad
    metrics: Metrics
    on_http_error: OnHttpError
    unsent: UnsentResponses = field(default_factory=UnsentResponses)


class LoadShedding:
    """Rejects early the requests that would be late, so that others can complete.

    Reads that never wait complete one after the other, so they are never in flight
    together: limiting their number has no effect, but limiting their waiting time has.
    """

    def __init__(self, app: ASGIApp, *, load: RequestLoad) -> None:
        self.app = app
        self._load = load

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Respond 503 if a limit is reached; else wait for a slot and pass it on."""
        load = self._load
        if scope["type"] != "http" or scope["path"] in ALWAYS_ADMITTED:
            await self.app(scope, receive, send)
            return
        if limit := load.exhausted_limit(scope):
            limit.reject()
        state = scope.setdefault("state", {})
        received = state.setdefault(RECEIVED, monotonic())
        load.reject_if_late(received)
        slot = state["lookup_slot"] = LookupSlot(load.lookup_slots)

        async def receive_without_slot() -> Message:
            slot.release()  # a request that waits for its body runs no query
            return await receive()

        with load.requests:
            try:
                await load.acquire(slot, received=received)
                await self.app(scope, receive_without_slot, send)
            finally:
                slot.release()
