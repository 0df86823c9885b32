"""Streamed responses of any length, read while they are sent."""

import asyncio
from collections.abc import AsyncIterator, Mapping

from fastapi import HTTPException
from starlette.requests import Request
from starlette.responses import StreamingResponse
from starlette.types import Message, Send

from api.server.admission import LookupSlot
from api.server.rate_limits import client_of
from api.server.stream_places import CutOffError, StreamPlace
from db.errors import DataError

STALLED = 120  # seconds that a client may take to receive one portion
NOT_RECEIVED = "the client did not receive a portion in time"
NO_PLACE = "no place was free in time"


class Stream(StreamingResponse):
    """A response in portions. An error aborts it, so that the client notices.

    Few streams run at a time; others get 503 before the first byte. While a portion is
    sent, the request runs no query, holds no place and is not in flight.
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
        self._request = request

    async def stream_response(self, send: Send) -> None:
        """Send all portions; raise ``CutOffError`` if an expected error ends them."""
        state = self._request.app.state
        async with state.streams.opened(client_of(self._request.scope)) as place:

            async def send_in_time(message: Message) -> None:
                await self._send(send, message, place)
                if message.get("more_body", True):
                    await self._continue(place)

            try:
                await super().stream_response(send_in_time)
            except (DataError, HTTPException) as error:
                raise CutOffError(type(error).__name__) from error

    async def _send(self, send: Send, message: Message, place: StreamPlace) -> None:
        """Send a message, without a place, a slot, or being in flight."""
        place.release()
        self._slot.release()
        with self._request.app.state.requests.released():
            try:
                async with asyncio.timeout(STALLED):
                    await send(message)
            except TimeoutError as error:
                raise CutOffError(NOT_RECEIVED) from error

    async def _continue(self, place: StreamPlace) -> None:
        """Wait for the place and the slot to read the next portion."""
        try:
            async with asyncio.timeout(self._request.app.state.reader.timeout):
                await place.acquire()
                await self._slot.acquire()
        except TimeoutError as error:
            raise CutOffError(NO_PLACE) from error

    @property
    def _slot(self) -> LookupSlot:
        slot: LookupSlot = self._request.state.lookup_slot
        return slot
