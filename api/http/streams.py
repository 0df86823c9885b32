"""Responses of any length, which are sent while they are read."""

import asyncio
from collections.abc import AsyncIterator, Mapping

from starlette.requests import Request
from starlette.responses import StreamingResponse
from starlette.types import Message, Send

from api.server.admission import InFlightLimit, LookupSlot

STALLED = 120  # seconds that a client may take for one portion


class Stream(StreamingResponse):
    """A response in portions. A failure cuts it off, so that the client notices.

    Few are sent at a time: 503 before the first byte if there is no room. While a
    portion is sent, the request queries nothing and gives up its slot.
    """

    def __init__(
        self,
        request: Request,
        portions: AsyncIterator[bytes],
        *,
        media_type: str,
        headers: Mapping[str, str],
    ) -> None:
        super().__init__(portions, headers=headers, media_type=media_type)
        self._limit: InFlightLimit = request.app.state.streams
        self._slot: LookupSlot = request.state.lookup_slot

    async def stream_response(self, send: Send) -> None:
        """Send all portions; raise ``TimeoutError`` if the client takes none."""

        async def send_in_time(message: Message) -> None:
            self._slot.release()
            async with asyncio.timeout(STALLED):
                await send(message)
            await self._slot.acquire()

        with self._limit:
            await super().stream_response(send_in_time)
