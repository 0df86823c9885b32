"""Places that go to the request which has to end first."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from heapq import heappop, heappush
from itertools import count


class Turns:
    """A semaphore whose next place goes to the waiting request with the earliest end.

    A request takes several turns. In the order of their arrival, all requests would
    advance alike, and many would reach their time limit together.
    """

    def __init__(self, places: int) -> None:
        self._free = places
        self._numbers = count()
        self._waiting: list[tuple[float, int, asyncio.Future[None]]] = []

    @asynccontextmanager
    async def turn(self, due: float) -> AsyncIterator[None]:
        """Hold a place for the block of a request that ends at ``due``."""
        await self._acquire(due)
        try:
            yield
        finally:
            self._release()

    async def _acquire(self, due: float) -> None:
        if self._free:
            self._free -= 1
            return
        place = asyncio.get_running_loop().create_future()
        heappush(self._waiting, (due, next(self._numbers), place))
        try:
            await place
        except asyncio.CancelledError:
            if not place.cancelled():
                self._release()  # the request got the place while it was cancelled
            raise

    def _release(self) -> None:
        while self._waiting:
            *_, place = heappop(self._waiting)
            if not place.done():
                place.set_result(None)
                return
        self._free += 1
