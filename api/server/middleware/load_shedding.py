"""The limit of what is worked on at a time."""

import asyncio
from time import monotonic

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.server.admission import Queue, Turn
from api.settings import MAX_LOOKUPS, MAX_WAIT

# Who watches the server has to be answered above all when there is too much to do;
# neither waits for anything, so they hold up nobody.
ALWAYS = frozenset({"/healthz", "/metrics"})
# In the state that a server keeps for the application.
LOAD, METRICS = "load", "metrics"
RECEIVED = "received"  # in the state of a request: when its head was there
READS = frozenset({"GET", "HEAD"})


class Load:
    """What is under way, and whether there is room for more."""

    def __init__(self, requests: Queue, writes: Queue) -> None:
        self.requests, self.writes = requests, writes
        self.turns = asyncio.Semaphore(MAX_LOOKUPS)
        self.coming = 0  # requests whose heads are there, and that nobody began
        self._late = 0.0

    @property
    def _taken(self) -> int:
        return self.requests.held + self.coming

    def full_for(self, scope: Scope) -> Queue | None:
        """Return what there is too much of to take a request, if there is."""
        if scope["path"] in ALWAYS:
            return None
        if self._taken >= self.requests.limit or self._is_late():
            return self.requests
        # Known now already: to find out who writes would take what others wait for.
        is_write = scope["method"] not in READS
        return self.writes if is_write and self.writes.is_full else None

    def refuse_late(self, received: float) -> None:
        """Refuse what has waited too long, if it is because of so many."""
        if self._is_crowded() and monotonic() - received > MAX_WAIT:
            self.requests.refuse()

    async def take(self, turn: Turn, *, received: float) -> None:
        """Wait for a turn; in a crowd, unless that takes too long."""
        if not self._is_crowded():
            await turn.take()
            return
        try:
            await turn.take(seconds=received + MAX_WAIT - monotonic())
        except TimeoutError:
            self._late = monotonic()
            self.requests.refuse()

    def _is_crowded(self) -> bool:
        """Return whether so many came that it is no slow machine alone."""
        return self._taken > 2 * MAX_LOOKUPS

    def _is_late(self) -> bool:
        """Return whether others have just waited in vain, and still nobody has room."""
        return self.turns.locked() and monotonic() - self._late < MAX_WAIT


class LoadLimit:
    """Refuse soon what is too much now, so that what was begun can end.

    Reads that wait for nothing are never under way together, however many there are:
    so what has waited too long for its turn is too much as well.
    """

    def __init__(self, app: ASGIApp, *, load: Load) -> None:
        self.app = app
        self._load = load

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer 503 if as many requests are under way as there may be, or wait."""
        load = self._load
        if scope["type"] != "http" or scope["path"] in ALWAYS:
            await self.app(scope, receive, send)
            return
        if full := load.full_for(scope):
            full.refuse()
        state = scope.setdefault("state", {})
        received = state.setdefault(RECEIVED, monotonic())
        load.refuse_late(received)
        turn = state["turn"] = Turn(load.turns)

        async def receive_later() -> Message:
            turn.end()  # whoever waits for a body looks nothing up
            return await receive()

        with load.requests:
            try:
                await load.take(turn, received=received)
                await self.app(scope, receive_later, send)
            finally:
                turn.end()
