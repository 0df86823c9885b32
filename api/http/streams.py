"""Streamed responses of any length, read while they are sent."""

import asyncio
from collections.abc import AsyncIterator, Mapping

from starlette.requests import Request
from starlette.responses import StreamingResponse
from starlette.types import Message, Send

from api.server.admission import InFlightLimit, LookupSlot

STALLED = 120  # seconds that a client may take to receive one portion


class Stream(StreamingResponse):
    """A response in portions. An error aborts it, so that the client notices.

    Few streams run at a time; others get 503 before the first byte. While a portion is
    sent, the request runs no query and releases its slot.
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
        """Send all portions; raise ``TimeoutError`` if the client stops receiving."""

        async def send_in_time(message: Message) -> None:
            self._slot.release()
            async with asyncio.timeout(STALLED):
                await send(message)
            await self._slot.acquire()

        with self._limit:
            await super().stream_response(send_in_time)
