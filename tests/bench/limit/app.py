"""A bare ASGI function: as much HTTP as the workloads need, and no more."""

from collections.abc import Callable
from typing import Any
from urllib.parse import unquote

from starlette.types import Receive, Scope, Send

from api.routes.claim_lists import CLAIMS
from api.settings import PREFIX
from db.settings import DatabaseSettings
from tests.bench.limit.drivers import Driver, make_driver
from tests.bench.limit.reads import Reads, scope_of
from tests.bench.limit.statements import Work
from tests.bench.limit.writes import Writes

CLAIM = f"{PREFIX}/claims/"
OF_SOURCE = f"{PREFIX}/sources/"
JSON = (b"content-type", b"application/json")
VALUES: dict[str, Callable[[str], Any]] = {
    "article": int,
    "outlet": int,
    "hedged": bool,
    "anonymous": bool,
}


class Limit:
    """What is left when only the SQL, the bytes and the server are."""

    def __init__(self, driver: Driver) -> None:
        self._driver = driver
        self._reads = Reads(driver.dialect)
        self._writes = Writes(driver.dialect, self._reads)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["method"] == "POST":
            work = self._writes.claim(await _body(receive))
            await _answer(send, 201, await self._driver.write(work))
        else:
            await _answer(send, 200, await self._read(scope))

    async def _read(self, scope: Scope) -> bytes:
        path, query = scope["path"], scope["query_string"].decode()
        if path.startswith(CLAIM):
            return await self._driver.read(self._reads.claim(int(path[len(CLAIM) :])))
        name, _, given = query.partition("=")
        if path.startswith(OF_SOURCE):
            source_id = int(path[len(OF_SOURCE) :].partition("/")[0])
            work = self._page(path, "", name="source", value=source_id, cursor=given)
            return await self._driver.read(work)
        value = VALUES.get(name, unquote)(given)
        work = self._page(path, query, name=name, value=value)
        return await self._driver.read(work, quick=name in CLAIMS.quick)

    def _page(
        self, path: str, query: str, *, name: str, value: Any, cursor: str = ""
    ) -> Work:
        scope = scope_of(path, query)
        return self._reads.page(scope, name, value, cursor=cursor)

    async def _live(self, receive: Receive, send: Send) -> None:
        while (message := await receive())["type"] == "lifespan.startup":
            await self._driver.open()
            await send({"type": f"{message['type']}.complete"})
        await self._driver.close()
        await send({"type": f"{message['type']}.complete"})


async def _body(receive: Receive) -> bytes:
    body, more = b"", True
    while more:
        message = await receive()
        body += message["body"]
        more = message.get("more_body", False)
    return body


async def _answer(send: Send, status: int, body: bytes) -> None:
    headers = [JSON, (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def from_environment() -> Limit:
    """Build the limit on the database that the settings name."""
    settings = DatabaseSettings()
    connections = settings.database_connections
    return Limit(make_driver(settings.database_url, connections=connections))
