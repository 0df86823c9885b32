"""The seam for reads: a prepared select in, rows out, on either database.

A row has a name for each column and holds what the driver handed out: on SQLite an
instant is text and a truth is 0 or 1. Nothing is converted that is not shown.
"""

import asyncio
import sqlite3
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Protocol

import asyncpg
from sqlalchemy import URL, make_url
from sqlalchemy.dialects.postgresql import asyncpg as asyncpg_dialect
from sqlalchemy.dialects.sqlite import pysqlite
from sqlalchemy.engine import Dialect

from db.errors import UnavailableError
from db.prepared import Prepared
from db.session import prepare_sqlite
from db.types import AnyRow

STATEMENTS = 512  # prepared ones each connection keeps
SCANS = 2  # long reads at a time; more wait, so that look-ups keep their share


class Reader(Protocol):
    """Runs prepared reads from the event loop."""

    async def rows(self, read: Prepared, **values: Any) -> Sequence[AnyRow]:  # noqa: ANN401
        """Run a look-up or a list that an index orders: microseconds of work."""

    async def scan(self, read: Prepared, **values: Any) -> Sequence[AnyRow]:  # noqa: ANN401
        """Run what may take long, without keeping others from being answered."""

    async def open(self) -> None:
        """Make the connections ready; the event loop that reads is running."""

    async def close(self) -> None:
        """Give the connections back."""


class SqliteReader:
    """Look-ups run inline: a thread hop costs more than the look-up."""

    def __init__(self, url: URL) -> None:
        self._dialect: Dialect = pysqlite.dialect()
        self._path = url.database or ":memory:"
        self._inline: sqlite3.Connection | None = None
        self._threads = ThreadPoolExecutor(SCANS, thread_name_prefix="scan")
        self._local = threading.local()

    async def open(self) -> None:
        """Open the connection that the event loop reads on."""
        self._inline = self._connect()

    async def rows(self, read: Prepared, **values: Any) -> Sequence[AnyRow]:  # noqa: ANN401
        """Run ``read`` on the event loop's own connection."""
        if self._inline is None:
            self._inline = self._connect()
        return self._run(self._inline, read, values)

    async def scan(self, read: Prepared, **values: Any) -> Sequence[AnyRow]:  # noqa: ANN401
        """Run ``read`` on a thread's connection."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, self._scan, read, values)

    async def close(self) -> None:
        """Close every connection; those of threads go with their threads."""
        self._threads.shutdown()
        if self._inline:
            self._inline.close()
            self._inline = None

    def _scan(self, read: Prepared, values: dict[str, Any]) -> Sequence[AnyRow]:
        connection = getattr(self._local, "connection", None)
        if connection is None:
            connection = self._local.connection = self._connect()
        return self._run(connection, read, values)

    def _run(
        self, connection: sqlite3.Connection, read: Prepared, values: dict[str, Any]
    ) -> Sequence[AnyRow]:
        compiled = read.compiled(self._dialect)
        try:
            found = connection.execute(compiled.sql, compiled.bind(values)).fetchall()
        except sqlite3.OperationalError as error:
            empty = str(error).startswith("no such table")
            raise UnavailableError(EMPTY if empty else UNAVAILABLE) from error
        return list(map(compiled.row, found))

    def _connect(self) -> sqlite3.Connection:
        try:
            connection = sqlite3.connect(
                self._path, check_same_thread=False, cached_statements=STATEMENTS
            )
            prepare_sqlite(connection)
        except sqlite3.DatabaseError as error:  # also where the file is none
            raise UnavailableError(UNAVAILABLE) from error
        return connection


class PostgresReader:
    """Look-ups are planned once; what may be long is planned for its values."""

    def __init__(self, url: URL, *, connections: int) -> None:
        # asyncpg's own dialect class writes $1 and the casts asyncpg wants.
        self._dialect: Dialect = asyncpg_dialect.dialect()  # type: ignore[no-untyped-call]
        plain = url.set(drivername="postgresql")
        self._dsn = plain.render_as_string(hide_password=False)
        self._connections = connections
        self._pools: tuple[asyncpg.Pool, asyncpg.Pool] | None = None

    async def open(self) -> None:
        """Open both pools."""
        self._pools = (
            await self._pool("force_generic_plan", self._connections),
            await self._pool("force_custom_plan", SCANS),
        )

    async def rows(self, read: Prepared, **values: Any) -> Sequence[AnyRow]:  # noqa: ANN401
        """Run ``read`` with a plan that is made once."""
        return await self._run(0, read, values)

    async def scan(self, read: Prepared, **values: Any) -> Sequence[AnyRow]:  # noqa: ANN401
        """Run ``read`` with a plan made for these values."""
        return await self._run(1, read, values)

    async def close(self) -> None:
        """Close both pools."""
        for pool in self._pools or ():
            await pool.close()
        self._pools = None

    async def _run(
        self, which: int, read: Prepared, values: dict[str, Any]
    ) -> Sequence[AnyRow]:
        compiled = read.compiled(self._dialect)
        try:
            if self._pools is None:
                await self.open()
            pool = (self._pools or ())[which]
            found = await pool.fetch(compiled.sql, *compiled.bind(values))
        except asyncpg.UndefinedTableError as error:
            raise UnavailableError(EMPTY) from error
        except AWAY as error:
            raise UnavailableError(UNAVAILABLE) from error
        return list(map(compiled.row, found))

    async def _pool(self, plans: str, size: int) -> asyncpg.Pool:
        return await asyncpg.create_pool(
            self._dsn,
            min_size=size,
            max_size=size,
            statement_cache_size=STATEMENTS,
            max_inactive_connection_lifetime=0,
            reset=_keep,
            server_settings={"plan_cache_mode": plans, "jit": "off"},
        )


async def _keep(_: asyncpg.Connection) -> None:
    """Reset nothing: reads leave nothing behind, and a reset is a round trip."""


UNAVAILABLE = "The database does not answer."
EMPTY = "The database has no tables yet: run `onrecord migrate`."
AWAY = (
    OSError,
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,
    asyncpg.InsufficientResourcesError,
    asyncpg.InvalidAuthorizationSpecificationError,
    asyncpg.InvalidCatalogNameError,
)


def make_reader(database_url: str, *, connections: int = 8) -> Reader:
    """Return the reader for the database that ``database_url`` names."""
    url = make_url(database_url)
    if url.get_backend_name() == "sqlite":
        return SqliteReader(url)
    return PostgresReader(url, connections=connections)
