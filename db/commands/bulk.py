"""Bulk loads of many rows into an empty database.

Rows bypass commands, audit entries, foreign keys and indexes. The caller provides every
column with the value that the commands would store. Constraints are checked at the end,
and either all rows are committed or none.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

from sqlalchemy import Column, Connection, Engine, Table, func, select
from sqlalchemy.schema import AddConstraint, DropConstraint

from db.errors import ConflictError, InvalidError
from db.models import Base
from db.queries.snapshots import RECORDS
from db.queries.visibility import visible
from db.values.types import UtcDateTime
from db.values.viewer import LOCAL_VIEWER

Row = Sequence[Any]
MAX_CACHED_INSTANTS = 4096  # converted for the driver; rows of an article share them


class BulkLoad(ABC):
    """A bulk load in one transaction; each database has a subclass."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.driver: Any = connection.connection.dbapi_connection
        self.tables: list[Table] = []

    def insert(
        self, model: type[Base], columns: Sequence[str], rows: Sequence[Row]
    ) -> None:
        """Store ``rows``, which have a value for each of ``columns``, with the id.

        Values have the types of the attributes; other columns are null. The rows
        of a call are in memory at once, so ten thousand are enough.
        """
        table = model.metadata.tables[model.__tablename__]
        if table not in self.tables:
            self.tables.append(table)
            self.release(table)
        if rows:
            self.send(table, columns, rows)

    def release(self, table: Table) -> None:
        """Remove from a table what the database would update with every row."""
        for index in table.indexes:
            index.drop(self.connection)

    @abstractmethod
    def send(self, table: Table, columns: Sequence[str], rows: Sequence[Row]) -> None:
        """Send ``rows`` to the database."""

    @abstractmethod
    def finish(self) -> None:
        """Clean up after the commit."""

    def bind(
        self,
        table: Table,
        columns: Sequence[str],
        rows: Sequence[Row],
        *,
        order: Sequence[str],
    ) -> Any:  # noqa: ANN401 - an iterator of the driver's rows
        """Return ``rows`` in the types of the driver, with the columns in ``order``."""
        # By column, because a loop over rows would double the time.
        given = dict(zip(columns, zip(*rows, strict=True), strict=True))
        bound = []
        for name in order:
            process = self._processor(table.c[name])
            bound.append(map(process, given[name]) if process else given[name])
        return zip(*bound, strict=True)

    def complete(self) -> None:
        """Restore what ``release`` removed from the loaded tables."""
        for table in self.tables:
            for index in sorted(table.indexes, key=lambda index: str(index.name)):
                index.create(self.connection)

    def _processor(self, column: Column[Any]) -> Callable[[Any], Any] | None:
        dialect = self.connection.dialect
        process: Callable[[Any], Any] | None = column.type.dialect_impl(
            dialect
        ).bind_processor(dialect)
        if process and isinstance(column.type, UtcDateTime):
            return lru_cache(MAX_CACHED_INSTANTS)(process)
        return process


class SqliteLoad(BulkLoad):
    """One prepared INSERT for each table."""

    def __init__(self, connection: Connection) -> None:
        super().__init__(connection)
        connection.detach()  # these settings must not affect other work
        # Both must be set before the transaction. To sort an index of millions of rows
        # in memory takes gigabytes.
        self.driver.execute("PRAGMA foreign_keys = OFF")
        self.driver.execute("PRAGMA temp_store = FILE")

    def send(self, table: Table, columns: Sequence[str], rows: Sequence[Row]) -> None:
        """Send ``rows`` to the database."""
        insert: Any = table.insert().compile(
            dialect=self.connection.dialect, column_keys=columns
        )
        bound = self.bind(table, columns, rows, order=insert.positiontup)
        self.driver.executemany(str(insert), bound)

    def complete(self) -> None:
        """Create the indexes and find rows without their parents."""
        super().complete()
        orphans = self.driver.execute("PRAGMA foreign_key_check").fetchone()
        if orphans:
            table, row, parent, _ = orphans
            message = f"Row {row} of {table} has no {parent}."
            raise InvalidError(message)
        self.connection.exec_driver_sql("ANALYZE")

    def finish(self) -> None:
        """Truncate the write-ahead log, which is as large as the database."""
        self.driver.execute("PRAGMA wal_checkpoint(TRUNCATE)")


class PostgresLoad(BulkLoad):
    """COPY, with foreign keys added after all rows."""

    def release(self, table: Table) -> None:
        """Remove from a table what the database would update with every row."""
        super().release(table)
        for key in table.foreign_key_constraints:
            self.connection.execute(DropConstraint(key))

    def send(self, table: Table, columns: Sequence[str], rows: Sequence[Row]) -> None:
        """Send ``rows`` to the database."""
        preparer = self.connection.dialect.identifier_preparer
        names = ", ".join(preparer.quote(name) for name in columns)
        copy_in = f"COPY {preparer.format_table(table)} ({names}) FROM STDIN"
        with self.driver.cursor() as cursor, cursor.copy(copy_in) as copy:
            for row in self.bind(table, columns, rows, order=columns):
                copy.write_row(row)

    def complete(self) -> None:
        """Create the indexes and foreign keys, and set the sequences of ids."""
        super().complete()
        for table in self.tables:
            for key in table.foreign_key_constraints:
                # Isolated, it would be missing in tables that are created later.
                add = AddConstraint(key, isolate_from_table=False)
                self.connection.execute(add)
            sequence = func.pg_get_serial_sequence(table.name, "id")
            last = select(func.max(table.c.id)).scalar_subquery()
            self.connection.execute(select(func.setval(sequence, last)))

    def finish(self) -> None:
        """Update the planner's statistics and the visibility map."""
        connection = self.connection.execution_options(isolation_level="AUTOCOMMIT")
        for table in self.tables:
            connection.exec_driver_sql(f"VACUUM ANALYZE {table.name}")


@contextmanager
def bulk_load(engine: Engine) -> Iterator[BulkLoad]:
    """Load rows into an empty database; create indexes and check it at the end.

    Raise ``ConflictError`` if the database has records, ``InvalidError`` or an error of
    the driver if the rows violate a constraint.
    """
    with engine.connect() as connection:
        sqlite = connection.dialect.name == "sqlite"
        load = SqliteLoad(connection) if sqlite else PostgresLoad(connection)
        with connection.begin():
            _refuse_if_filled(connection)
            yield load
            load.complete()
        load.finish()


def _refuse_if_filled(connection: Connection) -> None:
    for resource, model in RECORDS.items():
        found = select(model.id).where(visible(model, LOCAL_VIEWER, withdrawn=True))
        if record_id := connection.scalar(found.limit(1)):
            message = f"This database is not empty: it has {resource} {record_id}."
            raise ConflictError(resource, record_id, message)
