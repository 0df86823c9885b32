"""The bare drivers: sqlite3 on the event loop, asyncpg from a pool."""

import sqlite3
from collections.abc import Sequence
from typing import Protocol

import asyncpg
from sqlalchemy import URL, make_url
from sqlalchemy.dialects.postgresql import asyncpg as asyncpg_dialect
from sqlalchemy.dialects.sqlite import pysqlite
from sqlalchemy.engine import Dialect

from db.engine.session import prepare_sqlite
from tests.bench.limit.statements import Row, Work

STATEMENTS = 512  # prepared ones each connection keeps


class Driver(Protocol):
    """Runs the statements of a read or a write, one after the other."""

    dialect: Dialect

    async def read(self, work: Work, *, quick: bool = True) -> bytes:
        """Return the result of ``work`` for the rows; ``quick`` if in index order."""

    async def write(self, work: Work) -> bytes:
        """Return the result of ``work`` after its commit."""

    async def open(self) -> None:
        """Make the connections ready."""

    async def close(self) -> None:
        """Give the connections back."""


class SqliteDriver:
    """Everything on the event loop: a thread hop costs more than most statements."""

    def __init__(self, url: URL) -> None:
        self.dialect: Dialect = pysqlite.dialect()
        self._path = str(url.database)

    async def open(self) -> None:
        """Open one connection to read and one to write."""
        self._reading, self._writing = self._connect(), self._connect()

    async def close(self) -> None:
        """Close both."""
        self._reading.close()
        self._writing.close()

    async def read(self, work: Work, *, quick: bool = True) -> bytes:  # noqa: ARG002 - same here
        """Run a read."""
        return _run(self._reading, work)

    async def write(self, work: Work) -> bytes:
        """Run a write in a transaction of its own."""
        self._writing.execute("BEGIN IMMEDIATE")
        try:
            body = _run(self._writing, work)
        except BaseException:
            self._writing.execute("ROLLBACK")
            raise
        self._writing.execute("COMMIT")
        return body

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self._path, cached_statements=STATEMENTS)
        prepare_sqlite(connection)
        return connection


def _run(connection: sqlite3.Connection, work: Work) -> bytes:
    rows: Sequence[Row] = []
    statement = next(work)
    while True:
        rows = connection.execute(*statement).fetchall()
        try:
            statement = work.send(rows)
        except StopIteration as done:
            body: bytes = done.value
            return body


class PostgresDriver:
    """A pool with generic plans, and one with custom plans."""

    def __init__(self, url: URL, *, connections: int) -> None:
        self.dialect: Dialect = asyncpg_dialect.dialect()
        plain = url.set(drivername="postgresql")
        self._dsn = plain.render_as_string(hide_password=False)
        self._connections = connections

    async def open(self) -> None:
        """Open both pools."""
        self._planned = await self._pool("force_generic_plan")
        self._planning = await self._pool("force_custom_plan")

    async def close(self) -> None:
        """Close both pools."""
        await self._planned.close()
        await self._planning.close()

    async def read(self, work: Work, *, quick: bool = True) -> bytes:
        """Run a read on one connection."""
        async with (self._planned if quick else self._planning).acquire() as connection:
            return await _run_async(connection, work)

    async def write(self, work: Work) -> bytes:
        """Run a write in a transaction of its own."""
        async with self._planned.acquire() as connection, connection.transaction():
            return await _run_async(connection, work)

    async def _pool(self, plans: str) -> asyncpg.Pool:
        return await asyncpg.create_pool(
            self._dsn,
            min_size=self._connections,
            max_size=self._connections,
            statement_cache_size=STATEMENTS,
            max_inactive_connection_lifetime=0,
            reset=_keep,
            server_settings={"plan_cache_mode": plans, "jit": "off"},
        )


async def _run_async(connection: asyncpg.Connection, work: Work) -> bytes:
    sql, values = next(work)
    while True:
        rows = await connection.fetch(sql, *values)
        try:
            sql, values = work.send(rows)
        except StopIteration as done:
            body: bytes = done.value
            return body


async def _keep(_: asyncpg.Connection) -> None:
    """Reset nothing, which would be a round trip."""


def make_driver(database_url: str, *, connections: int) -> Driver:
    """Return the driver for the database that ``database_url`` names."""
    url = make_url(database_url)
    if url.get_backend_name() == "sqlite":
        return SqliteDriver(url)
    return PostgresDriver(url, connections=connections)
