"""Runs prepared reads on either database and returns their rows."""

import asyncio
import sqlite3
from collections.abc import Awaitable, Iterable, Mapping, Sequence
from functools import partial
from time import monotonic
from typing import Any, Protocol, TypeVar

import asyncpg
from sqlalchemy import URL, make_url
from sqlalchemy.dialects.postgresql import asyncpg as asyncpg_dialect
from sqlalchemy.dialects.sqlite import pysqlite
from sqlalchemy.engine import Dialect

from db.engine.connections import Connections
from db.engine.prepared import Prepared, RowT
from db.engine.scans import MAX_SCANS, ScanLoop, ScanThreads
from db.engine.session import prepare_sqlite
from db.errors import TooLongError, UnavailableError

T = TypeVar("T")
CACHED_STATEMENTS = 512  # prepared statements that each connection keeps
READ_TIMEOUT = 30  # seconds that a read may take
INLINE_LIMIT = 0.05  # seconds that a short read may block the event loop
PROGRESS_STEPS = 20_000  # between looks at the clock: some 100 µs


class Reader(Protocol):
    """Runs prepared reads from the event loop."""

    async def rows(self, read: Prepared[RowT], **values: Any) -> Sequence[RowT]:  # noqa: ANN401 - any column's
        """Run a read by key, or of a list in the order of an index: microseconds."""

    async def scan(self, read: Prepared[RowT], **values: Any) -> Sequence[RowT]:  # noqa: ANN401 - any column's
        """Run a read that may take long, without blocking other requests."""

    async def scan_all(
        self, reads: Iterable[tuple[Prepared[RowT], Mapping[str, Any]]]
    ) -> list[RowT]:
        """Run several scans, one after the other; return the rows of all of them."""
        return [row for read, of in reads for row in await self.scan(read, **of)]

    async def open(self) -> None:
        """Open the connections; the event loop that reads is running."""

    async def close(self) -> None:
        """Close the connections."""


class SqliteReader(Reader):
    """Runs short reads on the event loop: a thread hop costs more than the read.

    A short read that takes too long is interrupted and started again in a thread, so
    that it does not block other requests.
    """

    def __init__(self, url: URL, *, timeout: float) -> None:
        self._dialect: Dialect = pysqlite.dialect()
        self._path = url.database or ":memory:"
        self._inline: sqlite3.Connection | None = None
        self._due = 0.0
        self._timeout = timeout
        self._threads = ScanThreads(self._connect, timeout=timeout)

    async def open(self) -> None:
        """Open the connection of the event loop."""
        self._inline = self._connect_inline()

    async def rows(self, read: Prepared[RowT], **values: Any) -> Sequence[RowT]:  # noqa: ANN401 - any column's
        """Run ``read`` on the event loop's own connection."""
        connection = self._inline = self._inline or self._connect_inline()
        self._due = monotonic() + INLINE_LIMIT
        try:
            return self._run(read, values, connection)
        except TooLongError:
            return await self.scan(read, **values)

    async def scan(self, read: Prepared[RowT], **values: Any) -> Sequence[RowT]:  # noqa: ANN401 - any column's
        """Run ``read`` in a thread."""
        return await self._threads.run(partial(self._run, read, values))

    async def close(self) -> None:
        """Close every connection; threads close their own."""
        self._threads.close()
        if self._inline:
            self._inline.close()
            self._inline = None

    def _run(
        self,
        read: Prepared[RowT],
        values: dict[str, Any],
        connection: sqlite3.Connection,
    ) -> Sequence[RowT]:
        compiled = read.compiled(self._dialect)
        try:
            found = connection.execute(compiled.sql, compiled.bind(values)).fetchall()
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode == sqlite3.SQLITE_INTERRUPT:
                raise TooLongError(self._timeout) from error
            empty = str(error).startswith("no such table")
            raise UnavailableError(EMPTY if empty else UNAVAILABLE) from error
        return compiled.rows(found)

    def _connect_inline(self) -> sqlite3.Connection:
        connection = self._connect()
        connection.set_progress_handler(lambda: monotonic() > self._due, PROGRESS_STEPS)
        return connection

    def _connect(self) -> sqlite3.Connection:
        try:
            connection = sqlite3.connect(
                self._path, check_same_thread=False, cached_statements=CACHED_STATEMENTS
            )
            prepare_sqlite(connection)
        except sqlite3.DatabaseError as error:  # also where the file is none
            raise UnavailableError(UNAVAILABLE) from error
        return connection


class PostgresReader(Reader):
    """Plans short reads once, and scans anew for their values."""

    def __init__(self, url: URL, *, connections: int, timeout: float) -> None:
        # asyncpg's own dialect class writes $1 and the casts asyncpg wants.
        self._dialect: Dialect = asyncpg_dialect.dialect()  # type: ignore[no-untyped-call]  # as is SQLAlchemy's
        plain = url.set(drivername="postgresql")
        self._dsn = plain.render_as_string(hide_password=False)
        self._connections = connections
        self._timeout = timeout
        self._loop: ScanLoop | None = None
        self._lookups: Connections | None = None
        self._scans: asyncpg.Pool | None = None

    async def open(self) -> None:
        """Open both pools."""
        self._loop = ScanLoop()
        await self._for_lookups()
        await self._loop.run(self._for_scans())

    async def rows(self, read: Prepared[RowT], **values: Any) -> Sequence[RowT]:  # noqa: ANN401 - any column's
        """Run ``read`` with a generic plan."""
        lookups = self._lookups
        if lookups is None:
            lookups = await _opened(self._for_lookups())
        return await self._run(lookups, read, values)

    async def scan(self, read: Prepared[RowT], **values: Any) -> Sequence[RowT]:  # noqa: ANN401 - any column's
        """Run ``read`` with a custom plan; waiting counts towards the time limit."""
        loop = self._loop = self._loop or ScanLoop()
        return await loop.run(self._scan(read, values))

    async def close(self) -> None:
        """Close both pools."""
        if self._lookups:
            await self._lookups.close()
        if self._loop:
            if self._scans:
                await self._loop.run(self._scans.close())
            self._loop.close()
        self._lookups = self._scans = self._loop = None

    async def _scan(
        self, read: Prepared[RowT], values: dict[str, Any]
    ) -> Sequence[RowT]:
        try:
            async with asyncio.timeout(self._timeout):
                scans = self._scans
                if scans is None:
                    scans = await _opened(self._for_scans())
                return await self._run(scans, read, values)
        except TimeoutError as error:
            raise TooLongError(self._timeout) from error

    async def _run(
        self,
        pool: asyncpg.Pool | Connections,
        read: Prepared[RowT],
        values: dict[str, Any],
    ) -> Sequence[RowT]:
        compiled = read.compiled(self._dialect)
        try:
            found = await pool.fetch(
                compiled.sql, *compiled.bind(values), timeout=self._timeout
            )
        except asyncpg.UndefinedTableError as error:
            raise UnavailableError(EMPTY) from error
        except (TimeoutError, asyncpg.QueryCanceledError) as error:
            raise TooLongError(self._timeout) from error
        except AWAY as error:
            raise UnavailableError(UNAVAILABLE) from error
        return compiled.rows(found)

    async def _for_lookups(self) -> Connections:
        """Open the connections for short reads."""
        pool = await self._pool("force_generic_plan", self._connections)
        self._lookups = made = Connections(pool)
        return made

    async def _for_scans(self) -> asyncpg.Pool:
        """Open the pool for scans, on their event loop."""
        self._scans = made = await self._pool("force_custom_plan", MAX_SCANS)
        return made

    async def _pool(self, plans: str, size: int) -> asyncpg.Pool:
        return await asyncpg.create_pool(
            self._dsn,
            min_size=size,
            max_size=size,
            statement_cache_size=CACHED_STATEMENTS,
            max_inactive_connection_lifetime=0,
            reset=_keep,
            server_settings={
                "plan_cache_mode": plans,
                "jit": "off",
                # A scan uses one processor, and leaves the others to other requests.
                "max_parallel_workers_per_gather": "0",
                # Ends statements that this process is no longer there to cancel.
                "statement_timeout": f"{self._timeout * 1000:.0f}",
            },
        )


async def _opened(opening: Awaitable[T]) -> T:
    """Return connections, opened late because the database was away."""
    try:
        return await opening
    except AWAY as error:
        raise UnavailableError(UNAVAILABLE) from error


async def _keep(_: asyncpg.Connection) -> None:
    """Reset nothing: reads leave no state, and a reset is a round trip."""


UNAVAILABLE = "The database does not answer."
EMPTY = "The database has no tables yet: run `onrecord migrate`."
AWAY = (
    OSError,
    asyncpg.PostgresConnectionError,
    asyncpg.InternalClientError,  # the connection closed during a statement
    asyncpg.OperatorInterventionError,
    asyncpg.TransactionRollbackError,  # concurrent transactions were in the way
    asyncpg.InsufficientResourcesError,
    asyncpg.InvalidAuthorizationSpecificationError,
    asyncpg.InvalidCatalogNameError,
)


def make_reader(
    database_url: str, *, connections: int = 8, timeout: float = READ_TIMEOUT
) -> Reader:
    """Return the reader for a database; reads end after ``timeout`` seconds."""
    url = make_url(database_url)
    if url.get_backend_name() == "sqlite":
        return SqliteReader(url, timeout=timeout)
    return PostgresReader(url, connections=connections, timeout=timeout)
