"""A bare ASGI function with only the HTTP that the workloads need."""

from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import unquote

from starlette.types import Receive, Scope, Send

from api.settings import PREFIX
from db.engine.settings import DatabaseSettings
from db.reads.claims import CLAIMS
from tests.bench.limit.drivers import Driver, make_driver
from tests.bench.limit.reads import Reads, scope_of
from tests.bench.limit.scans import Scans
from tests.bench.limit.statements import Work
from tests.bench.limit.writes import Writes

JSON = (b"content-type", b"application/json")
VALUES: dict[str, Callable[[str], Any]] = {
    "article": int,
    "outlet": int,
    "hedged": bool,
    "anonymous": bool,
}


class Limit:
    """The lower bound: only the SQL, the bytes and the server."""

    def __init__(self, driver: Driver) -> None:
        self._driver = driver
        self._reads = Reads(driver.dialect)
        self._scans = Scans(driver.dialect)
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
        asked = path[len(PREFIX) + 1 :].split("/")
        if scan := self._scan(asked):
            return await self._driver.read(scan, quick=False)
        if look_up := self._look_up(asked, path, query):
            return await self._driver.read(look_up)
        name, _, given = query.partition("=")
        value = VALUES.get(name, unquote)(given)
        work = self._page(path, query, name=name, value=value)
        return await self._driver.read(work, quick=name in CLAIMS.indexed["-dated"])

    def _scan(self, asked: Sequence[str]) -> Work | None:
        match asked:
            case ["stats", "claims"]:
                return self._scans.of_outlets()
            case ["facts", key, "timeline" | "corroboration"]:
                return self._scans.of_fact(int(key))
            case ["sources", key, "record"]:
                return self._scans.of_source(int(key))
        return None

    def _look_up(self, asked: Sequence[str], path: str, query: str) -> Work | None:
        match asked:
            case ["claims", key]:
                return self._reads.claim(int(key))
            case ["facts", key]:
                return self._reads.fact(int(key))
            case ["facts", key, "claims"]:
                return self._reads.claims_of_fact(scope_of(path, ""), int(key))
            case ["sources", key, "claims"]:
                _, _, cursor = query.partition("=")
                return self._page(
                    path, "", name="source", value=int(key), cursor=cursor
                )
        return None

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
