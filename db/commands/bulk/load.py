"""Bulk loads: the code that both databases share."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from functools import lru_cache
from operator import itemgetter
from typing import Any

from sqlalchemy import Column, Connection, Table
from sqlalchemy.orm import Session

from db.commands.suggesting import rebuild_names
from db.engine.session import Context, LazySession, Write
from db.models import Base
from db.models.name_word import SUGGESTED
from db.search.docids import LAST_ID
from db.values import clock
from db.values.types import UtcDateTime

Row = Sequence[Any]
NAME_INDEX = ("name_word", "word_deletion")
MAX_CACHED_INSTANTS = 4096  # in the form of the driver; rows of an article share them


class BulkLoad(ABC):
    """A bulk load in one transaction; each database has a subclass."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.driver: Any = connection.connection.dbapi_connection
        self.tables: list[Table] = []

    def insert(
        self, model: type[Base], columns: Sequence[str], rows: Sequence[Row]
    ) -> None:
        """Store ``rows``, which have a value for each of ``columns``, including the id.

        Values have the types of the attributes; other columns are null. All rows of a
        call are in memory, so pass about ten thousand at a time.
        """
        table = model.metadata.tables[model.__tablename__]
        if table not in self.tables:
            self.tables.append(table)
            self.release(table)
        if rows:
            # Pages stay half empty if each row comes before all others, as the words
            # of later claims do.
            in_order = sorted(rows, key=itemgetter(columns.index("id")))
            self.send(table, columns, in_order)

    def release(self, table: Table) -> None:
        """Drop the indexes and constraints that would slow down each row."""
        for index in table.indexes:
            index.drop(self.connection)

    @abstractmethod
    def send(self, table: Table, columns: Sequence[str], rows: Sequence[Row]) -> None:
        """Send ``rows`` to the database."""

    @abstractmethod
    def finish(self) -> None:
        """Clean up after the commit."""

    def bind(self, table: Table, columns: Sequence[str], rows: Sequence[Row]) -> Any:  # noqa: ANN401 - an iterator of the driver's rows
        """Return ``rows`` in the types of the driver."""
        bound = []
        # By column, because a loop over rows would double the time.
        for name, values in zip(columns, zip(*rows, strict=True), strict=True):
            process = self._processor(table.c[name])
            bound.append(map(process, values) if process else values)
        return zip(*bound, strict=True)

    def complete(self) -> None:
        """Restore what ``release`` dropped from the loaded tables."""
        for table in self.tables:
            for index in sorted(table.indexes, key=lambda index: str(index.name)):
                index.create(self.connection)
        self.index_names()

    def index_names(self) -> None:
        """Index the names of all records; this needs the indexes of claims."""
        with Session(self.connection) as session:
            write = Write(LazySession.of(session), clock.now(), Context())
            for resource in SUGGESTED:
                below = LAST_ID
                while found := rebuild_names(write, resource, below=below):
                    below = found[-1]
        self.tables += [Base.metadata.tables[name] for name in NAME_INDEX]

    def _processor(self, column: Column[Any]) -> Callable[[Any], Any] | None:
        dialect = self.connection.dialect
        process: Callable[[Any], Any] | None = column.type.dialect_impl(
            dialect
        ).bind_processor(dialect)
        if process and isinstance(column.type, UtcDateTime):
            return lru_cache(MAX_CACHED_INSTANTS)(process)
        return process
