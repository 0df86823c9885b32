"""Reads of SQLite: short ones on the event loop, long ones in threads."""

import sqlite3
from collections.abc import Sequence
from functools import partial
from time import monotonic
from typing import Any

from sqlalchemy import URL
from sqlalchemy.dialects.sqlite import pysqlite
from sqlalchemy.engine import Dialect

from db.engine.prepared import Prepared, RowT
from db.engine.reader.interface import (
    CACHED_STATEMENTS,
    UNAVAILABLE,
    DatabaseReader,
)
from db.engine.scans import ScanThreads
from db.engine.session import create_private, prepare_sqlite
from db.errors import SchemaError, TooLongError, UnavailableError

INLINE_LIMIT = 0.05  # seconds that a short read may block the event loop
PROGRESS_STEPS = 20_000  # between checks of the clock: about 100 µs


class SqliteReader(DatabaseReader):
    """Runs short reads on the event loop: a thread hop costs more than the read.

    A short read that takes too long is interrupted and started again in a thread, so
    that it does not block other requests.
    """

    def __init__(self, url: URL, *, timeout: float) -> None:
        self._dialect: Dialect = pysqlite.dialect()
        self._path = url.database or ":memory:"
        self._inline: sqlite3.Connection | None = None
        self._opened = 0  # number of openings
        self._due = 0.0
        self.timeout = timeout
        self._threads = ScanThreads(self._connect, timeout=timeout)

    async def open(self) -> None:
        """Open the connection of the event loop."""
        self._inline = self._connect_inline()

    async def state(self) -> str:
        """Return SQLite's counter of commits by other connections.

        Each connection counts for itself, and this one commits nothing.
        """
        connection = self._inline = self._inline or self._connect_inline()
        try:
            (version,) = connection.execute("PRAGMA data_version").fetchone()
        except sqlite3.OperationalError as error:
            raise UnavailableError(UNAVAILABLE) from error
        return f"{self._opened}.{version}"

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
        """Close every connection."""
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
                raise TooLongError(self.timeout) from error
            if str(error).startswith(("no such table", "no such column")):
                raise SchemaError from error
            raise UnavailableError(UNAVAILABLE) from error
        return compiled.rows(found)

    def _connect_inline(self) -> sqlite3.Connection:
        connection = self._connect()
        self._opened += 1
        connection.set_progress_handler(lambda: monotonic() > self._due, PROGRESS_STEPS)
        return connection

    def _connect(self) -> sqlite3.Connection:
        create_private(self._path)
        try:
            connection = sqlite3.connect(
                self._path, check_same_thread=False, cached_statements=CACHED_STATEMENTS
            )
            prepare_sqlite(connection)
        except sqlite3.DatabaseError as error:  # also if the file is not a database
            raise UnavailableError(UNAVAILABLE) from error
        return connection
