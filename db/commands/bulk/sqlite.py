"""Bulk loads of SQLite."""

from collections.abc import Sequence

from sqlalchemy import Connection, Table, column, insert
from sqlalchemy import table as bare_table

from db.commands.bulk.load import BulkLoad, Row
from db.errors import InvalidError
from db.queries.word_indexes import INDEXES


class SqliteLoad(BulkLoad):
    """One prepared INSERT for each table."""

    def __init__(self, connection: Connection) -> None:
        super().__init__(connection)
        connection.detach()  # these settings must not affect other work
        # Both must be set before the transaction. Sorting an index of millions of
        # rows in memory would take gigabytes.
        self.driver.execute("PRAGMA foreign_keys = OFF")
        self.driver.execute("PRAGMA temp_store = FILE")

    def send(self, table: Table, columns: Sequence[str], rows: Sequence[Row]) -> None:
        """Send ``rows`` to the database."""
        # Not the INSERT of the model: the database fills columns with a default.
        filled = bare_table(table.name, *map(column, columns))
        insert = filled.insert().compile(dialect=self.connection.dialect)
        # A list: with an iterator the driver took ten times as long for claims.
        bound = list(self.bind(table, columns, rows))
        self.driver.executemany(str(insert), bound)

    def complete(self) -> None:
        """Create the indexes, and check the foreign keys."""
        super().complete()
        orphans = self.driver.execute("PRAGMA foreign_key_check").fetchone()
        if orphans:
            table, row, parent, _ = orphans
            message = f"Row {row} of {table} has no {parent}."
            raise InvalidError(message)
        for index in INDEXES.values():
            if index.rows.__table__ in self.tables:
                rebuild = {index.fts.name: "rebuild"}
                self.connection.execute(insert(index.fts), rebuild)
        self.connection.exec_driver_sql("ANALYZE")

    def finish(self) -> None:
        """Truncate the write-ahead log, which is as large as the database."""
        self.driver.execute("PRAGMA wal_checkpoint(TRUNCATE)")
