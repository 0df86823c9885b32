"""Loading very many rows at once into an empty record.

Nothing that keeps a row right runs for each of them: no command, no audit entry, no
foreign key, no index. Who loads gives every column as the commands would have made it.
What constraints hold is checked at the end, and all is kept or nothing.
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
INSTANTS = 4096  # kept as the driver wants them: the rows of an article share theirs


class BulkLoad(ABC):
    """A load under way, in one transaction; each database has its own way to it."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.driver: Any = connection.connection.dbapi_connection
        self.tables: list[Table] = []

    def insert(
        self, model: type[Base], columns: Sequence[str], rows: Sequence[Row]
    ) -> None:
        """Store ``rows``, which have a value for each of ``columns``, the id included.

        Values are what the model's attributes hold; columns left out are null. The
        rows of one call are in memory at once: some ten thousand are enough.
        """
        table = model.metadata.tables[model.__tablename__]
        if table not in self.tables:
            self.tables.append(table)
            self.release(table)
        if rows:
            self.send(table, columns, rows)

    def release(self, table: Table) -> None:
        """Take from a table what would be kept up to date with every row."""
        for index in table.indexes:
            index.drop(self.connection)

    @abstractmethod
    def send(self, table: Table, columns: Sequence[str], rows: Sequence[Row]) -> None:
        """Hand ``rows`` to the driver."""

    @abstractmethod
    def finish(self) -> None:
        """Tidy up when all is kept."""

    def bind(
        self,
        table: Table,
        columns: Sequence[str],
        rows: Sequence[Row],
        *,
        order: Sequence[str],
    ) -> Any:  # noqa: ANN401 - an iterator of the driver's rows
        """Return ``rows`` as the driver wants them, the columns in ``order``."""
        # By column: a loop over rows would take as long as making them did.
        given = dict(zip(columns, zip(*rows, strict=True), strict=True))
        bound = []
        for name in order:
            process = self._processor(table.c[name])
            bound.append(map(process, given[name]) if process else given[name])
        return zip(*bound, strict=True)

    def complete(self) -> None:
        """Give the loaded tables back what was taken from them."""
        for table in self.tables:
            for index in sorted(table.indexes, key=lambda index: str(index.name)):
                index.create(self.connection)

    def _processor(self, column: Column[Any]) -> Callable[[Any], Any] | None:
        dialect = self.connection.dialect
        process: Callable[[Any], Any] | None = column.type.dialect_impl(
            dialect
        ).bind_processor(dialect)
        if process and isinstance(column.type, UtcDateTime):
            return lru_cache(INSTANTS)(process)
        return process


class SqliteLoad(BulkLoad):
    """One prepared INSERT for each table."""

    def __init__(self, connection: Connection) -> None:
        super().__init__(connection)
        connection.detach()  # no other work should have these settings
        # Neither can be set once a transaction has begun. Sorting an index of millions
        # in memory takes gigabytes.
        self.driver.execute("PRAGMA foreign_keys = OFF")
        self.driver.execute("PRAGMA temp_store = FILE")

    def send(self, table: Table, columns: Sequence[str], rows: Sequence[Row]) -> None:
        """Hand ``rows`` to the driver."""
        insert: Any = table.insert().compile(
            dialect=self.connection.dialect, column_keys=columns
        )
        bound = self.bind(table, columns, rows, order=insert.positiontup)
        self.driver.executemany(str(insert), bound)

    def complete(self) -> None:
        """Index the tables and look for rows without their parents."""
        super().complete()
        orphans = self.driver.execute("PRAGMA foreign_key_check").fetchone()
        if orphans:
            table, row, parent, _ = orphans
            message = f"Row {row} of {table} has no {parent}."
            raise InvalidError(message)
        self.connection.exec_driver_sql("ANALYZE")

    def finish(self) -> None:
        """Leave no log as large as the database beside it."""
        self.driver.execute("PRAGMA wal_checkpoint(TRUNCATE)")


class PostgresLoad(BulkLoad):
    """COPY, with foreign keys added when all rows are there."""

    def release(self, table: Table) -> None:
        """Take from a table what would be kept up to date with every row."""
        super().release(table)
        for key in table.foreign_key_constraints:
            self.connection.execute(DropConstraint(key))

    def send(self, table: Table, columns: Sequence[str], rows: Sequence[Row]) -> None:
        """Hand ``rows`` to the driver."""
        preparer = self.connection.dialect.identifier_preparer
        names = ", ".join(preparer.quote(name) for name in columns)
        copy_in = f"COPY {preparer.format_table(table)} ({names}) FROM STDIN"
        with self.driver.cursor() as cursor, cursor.copy(copy_in) as copy:
            for row in self.bind(table, columns, rows, order=columns):
                copy.write_row(row)

    def complete(self) -> None:
        """Index and tie the tables, and let new ids follow the given ones."""
        super().complete()
        for table in self.tables:
            for key in table.foreign_key_constraints:
                # Isolated, it would be missing from every table made later.
                add = AddConstraint(key, isolate_from_table=False)
                self.connection.execute(add)
            sequence = func.pg_get_serial_sequence(table.name, "id")
            last = select(func.max(table.c.id)).scalar_subquery()
            self.connection.execute(select(func.setval(sequence, last)))

    def finish(self) -> None:
        """Let the planner know the tables, and readers trust their indexes alone."""
        connection = self.connection.execution_options(isolation_level="AUTOCOMMIT")
        for table in self.tables:
            connection.exec_driver_sql(f"VACUUM ANALYZE {table.name}")


@contextmanager
def bulk_load(engine: Engine) -> Iterator[BulkLoad]:
    """Load rows into an empty record, which is indexed and checked at the end.

    Raise ``ConflictError`` if there are records already, ``InvalidError`` or the
    driver's error if the rows do not fit together.
    """
    with engine.connect() as connection:
        sqlite = connection.dialect.name == "sqlite"
        load = SqliteLoad(connection) if sqlite else PostgresLoad(connection)
        with connection.begin():
            _refuse_filled(connection)
            yield load
            load.complete()
        load.finish()


def _refuse_filled(connection: Connection) -> None:
    for resource, model in RECORDS.items():
        found = select(model.id).where(visible(model, LOCAL_VIEWER, withdrawn=True))
        if record_id := connection.scalar(found.limit(1)):
            message = f"This record is not empty: it has {resource} {record_id}."
            raise ConflictError(resource, record_id, message)
