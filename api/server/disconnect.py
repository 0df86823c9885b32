"""Clients that leave before they are answered."""

import asyncio
from collections.abc import Awaitable
from typing import TypeVar

from starlette.requests import ClientDisconnect, Request
from starlette.types import Receive

T = TypeVar("T")
NOBODY = 499  # the status of what nobody waited for, as nginx writes it


async def while_wanted(request: Request, work: Awaitable[T]) -> T:
    """Return what ``work`` does; cancel it if its client leaves meanwhile.

    Raises ``ClientDisconnect`` then. The body of the request must have been read.
    """
    working = asyncio.ensure_future(work)
    leaving = asyncio.ensure_future(_gone(request.receive))
    try:
        await asyncio.wait({working, leaving}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        leaving.cancel()
        working.cancel()  # nothing, if it is done
        await asyncio.wait({working})
    if working.cancelled():
        raise ClientDisconnect
    return working.result()


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
