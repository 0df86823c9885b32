"""Clients that disconnect before the response."""

import asyncio
from collections.abc import Awaitable
from typing import TypeVar

from starlette.requests import ClientDisconnect, Request
from starlette.types import Receive

T = TypeVar("T")
CLIENT_CLOSED_REQUEST = 499  # nginx's status for a client that disconnected


async def cancel_on_disconnect(request: Request, work: Awaitable[T]) -> T:
    """Return the result of ``work``; cancel it if the client disconnects.

    Then raise ``ClientDisconnect``. The body of the request must have been read.
    """
    working = asyncio.ensure_future(work)
    disconnecting = asyncio.ensure_future(_disconnected(request.receive))
    try:
        await asyncio.wait(
            {working, disconnecting}, return_when=asyncio.FIRST_COMPLETED
        )
    finally:
        disconnecting.cancel()
        working.cancel()  # no effect if it has ended
        await asyncio.wait({working})
    if working.cancelled():
        raise ClientDisconnect
    return working.result()


async def _disconnected(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
