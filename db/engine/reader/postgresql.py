"""Reads of PostgreSQL: generic plans for short reads, custom plans for scans."""

import asyncio
from collections.abc import Awaitable, Mapping, Sequence
from typing import Any, TypeVar

import asyncpg
from sqlalchemy import URL, String, cast, func
from sqlalchemy.dialects.postgresql import asyncpg as asyncpg_dialect
from sqlalchemy.engine import Dialect

from db.engine.connections import Connections
from db.engine.prepared import Prepared, RowT
from db.engine.reader.interface import (
    CACHED_STATEMENTS,
    UNAVAILABLE,
    DatabaseReader,
)
from db.engine.rows import Row, column
from db.engine.scans import MAX_SCANS, LoopThread
from db.errors import SchemaError, TooLongError, UnavailableError

T = TypeVar("T")
OF_LOOKUPS = {
    "plan_cache_mode": "force_generic_plan",
    # A list is read in its order. If PostgreSQL guesses that a source has fewer claims
    # than a page, it may merge all of them with their outlets, and sort them.
    "enable_mergejoin": "off",
    # The usual guess is that of a disk that turns: PostgreSQL would read a table of
    # some thousand rows as a whole, to join the 50 rows of a page with it.
    "random_page_cost": "1.1",
}
OF_SCANS = {"plan_cache_mode": "force_custom_plan"}


class StateRow(Row):
    """The transactions that a read sees, by number."""

    state: str = column(cast(func.pg_current_snapshot(), String))


STATE = Prepared(StateRow.select(), StateRow)


class PostgresReader(DatabaseReader):
    """Plans each short read once, and each scan for its values."""

    streams_words = False
    plans_by_statistics = True

    def __init__(self, url: URL, *, connections: int, timeout: float) -> None:
        # asyncpg's own dialect class writes $1 and the casts asyncpg wants.
        self._dialect: Dialect = asyncpg_dialect.dialect()  # type: ignore[no-untyped-call]  # SQLAlchemy has no annotation
        plain = url.set(drivername="postgresql")
        self._dsn = plain.render_as_string(hide_password=False)
        self._connections = connections
        self.timeout = timeout
        self._loop: LoopThread | None = None
        self._lookups: Connections | None = None
        self._scans: asyncpg.Pool | None = None

    async def open(self) -> None:
        """Open both pools."""
        self._loop = LoopThread("scan")
        await self._for_lookups()
        await self._loop.run(self._for_scans())

    async def rows(self, read: Prepared[RowT], **values: Any) -> Sequence[RowT]:  # noqa: ANN401 - any column's
        """Run ``read`` with a generic plan."""
        lookups = self._lookups
        if lookups is None:
            lookups = await _opened(self._for_lookups())
        return await self._run(lookups, read, values)

    async def state(self) -> str:
        """Return the visible transactions: each commit changes them."""
        (row,) = await self.rows(STATE)
        return row.state

    async def scan(self, read: Prepared[RowT], **values: Any) -> Sequence[RowT]:  # noqa: ANN401 - any column's
        """Run ``read`` with a custom plan; waiting counts towards the time limit."""
        loop = self._loop = self._loop or LoopThread("scan")
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
            async with asyncio.timeout(self.timeout):
                scans = self._scans
                if scans is None:
                    scans = await _opened(self._for_scans())
                return await self._run(scans, read, values)
        except TimeoutError as error:
            raise TooLongError(self.timeout) from error

    async def _run(
        self,
        pool: asyncpg.Pool | Connections,
        read: Prepared[RowT],
        values: dict[str, Any],
    ) -> Sequence[RowT]:
        compiled = read.compiled(self._dialect)
        try:
            found = await pool.fetch(
                compiled.sql, *compiled.bind(values), timeout=self.timeout
            )
        except (asyncpg.UndefinedTableError, asyncpg.UndefinedColumnError) as error:
            raise SchemaError from error
        except (TimeoutError, asyncpg.QueryCanceledError) as error:
            raise TooLongError(self.timeout) from error
        except AWAY as error:
            raise UnavailableError(UNAVAILABLE) from error
        return compiled.rows(found)

    async def _for_lookups(self) -> Connections:
        """Open the connections for short reads."""
        pool = await self._pool(OF_LOOKUPS, self._connections)
        self._lookups = made = Connections(pool)
        return made

    async def _for_scans(self) -> asyncpg.Pool:
        """Open the pool for scans, on their event loop."""
        self._scans = made = await self._pool(OF_SCANS, MAX_SCANS)
        return made

    async def _pool(self, planning: Mapping[str, str], size: int) -> asyncpg.Pool:
        return await asyncpg.create_pool(
            self._dsn,
            min_size=size,
            max_size=size,
            statement_cache_size=CACHED_STATEMENTS,
            max_inactive_connection_lifetime=0,
            reset=_keep,
            server_settings={
                **planning,
                "jit": "off",
                # A scan uses one processor; the other processors serve other requests.
                "max_parallel_workers_per_gather": "0",
                # Ends statements of a process that died before it could cancel them.
                "statement_timeout": f"{self.timeout * 1000:.0f}",
            },
        )


async def _opened(opening: Awaitable[T]) -> T:
    """Return connections, opened now if the database was down at the start."""
    try:
        return await opening
    except AWAY as error:
        raise UnavailableError(UNAVAILABLE) from error


async def _keep(_: asyncpg.Connection) -> None:
    """Reset nothing: reads leave no state, and a reset is a round trip."""


AWAY = (
    OSError,
    asyncpg.PostgresConnectionError,
    asyncpg.InternalClientError,  # the connection closed during a statement
    asyncpg.OperatorInterventionError,
    asyncpg.TransactionRollbackError,  # because of concurrent transactions
    asyncpg.InsufficientResourcesError,
    asyncpg.InvalidAuthorizationSpecificationError,
    asyncpg.InvalidCatalogNameError,
)
