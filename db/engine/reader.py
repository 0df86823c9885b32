"""The seam for reads: a prepared select in, rows out, on either database.

A row has a name for each column and holds what the driver handed out: on SQLite an
instant is text and a truth is 0 or 1. Nothing is converted that is not shown.
"""

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
from db.engine.scans import SCANS, ScanLoop, ScanThreads
from db.engine.session import prepare_sqlite
from db.errors import TooLongError, UnavailableError

T = TypeVar("T")
STATEMENTS = 512  # prepared ones each connection keeps
PATIENCE = 30  # seconds a read may take
INLINE = 0.05  # seconds it may keep the event loop; no look-up needs them
STEPS = 20_000  # of SQLite's machine between looks at the clock: some 100 µs


class Reader(Protocol):
    """Runs prepared reads from the event loop."""

    async def rows(self, read: Prepared[RowT], **values: Any) -> Sequence[RowT]:  # noqa: ANN401
        """Run a look-up or a list that an index orders: microseconds of work."""

    async def scan(self, read: Prepared[RowT], **values: Any) -> Sequence[RowT]:  # noqa: ANN401
        """Run what may take long, without keeping others from being answered."""

    async def scan_all(
        self, reads: Iterable[tuple[Prepared[RowT], Mapping[str, Any]]]
    ) -> list[RowT]:
        """Run several scans, one after the other; return the rows of all of them."""
        return [row for read, of in reads for row in await self.scan(read, **of)]

    async def open(self) -> None:
        """Make the connections ready; the event loop that reads is running."""

    async def close(self) -> None:
        """Give the connections back."""


class SqliteReader(Reader):
    """Look-ups run inline: a thread hop costs more than the look-up.

    One that takes long after all is stopped and begun again in a thread, so that it
    keeps nobody else waiting.
    """

    def __init__(self, url: URL, *, patience: float) -> None:
        self._dialect: Dialect = pysqlite.dialect()
        self._path = url.database or ":memory:"
        self._inline: sqlite3.Connection | None = None
        self._due = 0.0
        self._patience = patience
        self._threads = ScanThreads(self._connect, patience=patience)

    async def open(self) -> None:
        """Open the connection that the event loop reads on."""
        self._inline = self._connect_inline()

    async def rows(self, read: Prepared[RowT], **values: Any) -> Sequence[RowT]:  # noqa: ANN401
        """Run ``read`` on the event loop's own connection."""
        connection = self._inline = self._inline or self._connect_inline()
        self._due = monotonic() + INLINE
        try:
            return self._run(read, values, connection)
        except TooLongError:
            return await self.scan(read, **values)

    async def scan(self, read: Prepared[RowT], **values: Any) -> Sequence[RowT]:  # noqa: ANN401
        """Run ``read`` on a thread's connection."""
        return await self._threads.run(partial(self._run, read, values))

    async def close(self) -> None:
        """Close every connection; those of threads go with their threads."""
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
                raise TooLongError(self._patience) from error
            empty = str(error).startswith("no such table")
            raise UnavailableError(EMPTY if empty else UNAVAILABLE) from error
        return compiled.rows(found)

    def _connect_inline(self) -> sqlite3.Connection:
        connection = self._connect()
        connection.set_progress_handler(lambda: monotonic() > self._due, STEPS)
        return connection

    def _connect(self) -> sqlite3.Connection:
        try:
            connection = sqlite3.connect(
                self._path, check_same_thread=False, cached_statements=STATEMENTS
            )
            prepare_sqlite(connection)
        except sqlite3.DatabaseError as error:  # also where the file is none
            raise UnavailableError(UNAVAILABLE) from error
        return connection


class PostgresReader(Reader):
    """Look-ups are planned once; what may be long is planned for its values."""

    def __init__(self, url: URL, *, connections: int, patience: float) -> None:
        # asyncpg's own dialect class writes $1 and the casts asyncpg wants.
        self._dialect: Dialect = asyncpg_dialect.dialect()  # type: ignore[no-untyped-call]
        plain = url.set(drivername="postgresql")
        self._dsn = plain.render_as_string(hide_password=False)
        self._connections = connections
        self._patience = patience
        self._loop: ScanLoop | None = None
        self._lookups: Connections | None = None
        self._scans: asyncpg.Pool | None = None

    async def open(self) -> None:
        """Open both pools."""
        self._loop = ScanLoop()
        await self._for_lookups()
        await self._loop.run(self._for_scans())

    async def rows(self, read: Prepared[RowT], **values: Any) -> Sequence[RowT]:  # noqa: ANN401
        """Run ``read`` with a plan that is made once."""
        lookups = self._lookups
        if lookups is None:
            lookups = await _opened(self._for_lookups())
        return await self._run(lookups, read, values)

    async def scan(self, read: Prepared[RowT], **values: Any) -> Sequence[RowT]:  # noqa: ANN401
        """Run ``read`` with a plan made for its values; waiting is taking long too."""
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
            async with asyncio.timeout(self._patience):
                scans = self._scans
                if scans is None:
                    scans = await _opened(self._for_scans())
                return await self._run(scans, read, values)
        except TimeoutError as error:
            raise TooLongError(self._patience) from error

    async def _run(
        self,
        pool: asyncpg.Pool | Connections,
        read: Prepared[RowT],
        values: dict[str, Any],
    ) -> Sequence[RowT]:
        compiled = read.compiled(self._dialect)
        try:
            found = await pool.fetch(
                compiled.sql, *compiled.bind(values), timeout=self._patience
            )
        except asyncpg.UndefinedTableError as error:
            raise UnavailableError(EMPTY) from error
        except (TimeoutError, asyncpg.QueryCanceledError) as error:
            raise TooLongError(self._patience) from error
        except AWAY as error:
            raise UnavailableError(UNAVAILABLE) from error
        return compiled.rows(found)

    async def _for_lookups(self) -> Connections:
        """Open the connections of look-ups."""
        pool = await self._pool("force_generic_plan", self._connections)
        self._lookups = made = Connections(pool)
        return made

    async def _for_scans(self) -> asyncpg.Pool:
        """Open the pool of scans, on their loop."""
        self._scans = made = await self._pool("force_custom_plan", SCANS)
        return made

    async def _pool(self, plans: str, size: int) -> asyncpg.Pool:
        return await asyncpg.create_pool(
            self._dsn,
            min_size=size,
            max_size=size,
            statement_cache_size=STATEMENTS,
            max_inactive_connection_lifetime=0,
            reset=_keep,
            server_settings={
                "plan_cache_mode": plans,
                "jit": "off",
                # What takes long takes one processor, and leaves others the rest.
                "max_parallel_workers_per_gather": "0",
                # Also ends what this process is no longer there to cancel.
                "statement_timeout": f"{self._patience * 1000:.0f}",
            },
        )


async def _opened(opening: Awaitable[T]) -> T:
    """Return what is opened only now, as the database was away before."""
    try:
        return await opening
    except AWAY as error:
        raise UnavailableError(UNAVAILABLE) from error


async def _keep(_: asyncpg.Connection) -> None:
    """Reset nothing: reads leave nothing behind, and a reset is a round trip."""


UNAVAILABLE = "The database does not answer."
EMPTY = "The database has no tables yet: run `onrecord migrate`."
AWAY = (
    OSError,
    asyncpg.PostgresConnectionError,
    asyncpg.InternalClientError,  # a statement met the end of its connection
    asyncpg.OperatorInterventionError,
    asyncpg.TransactionRollbackError,  # others were in the way: it was not done
    asyncpg.InsufficientResourcesError,
    asyncpg.InvalidAuthorizationSpecificationError,
    asyncpg.InvalidCatalogNameError,
)


def make_reader(
    database_url: str, *, connections: int = 8, patience: float = PATIENCE
) -> Reader:
    """Return the reader for a database; it ends what takes ``patience`` seconds."""
    url = make_url(database_url)
    if url.get_backend_name() == "sqlite":
        return SqliteReader(url, patience=patience)
    return PostgresReader(url, connections=connections, patience=patience)
