"""Bulk loads of PostgreSQL."""

from collections.abc import Sequence

from sqlalchemy import Table, func, select
from sqlalchemy.schema import AddConstraint, DropConstraint

from db.commands.bulk.load import BulkLoad, Row
from db.engine.session import copy_rows


class PostgresLoad(BulkLoad):
    """COPY; foreign keys are added after all rows."""

    def release(self, table: Table) -> None:
        """Drop the indexes and constraints that would slow down each row."""
        super().release(table)
        for key in table.foreign_key_constraints:
            self.connection.execute(DropConstraint(key))

    def send(self, table: Table, columns: Sequence[str], rows: Sequence[Row]) -> None:
        """Send ``rows`` to the database."""
        bound = self.bind(table, columns, rows)
        copy_rows(self.connection, (table, columns), bound)

    def complete(self) -> None:
        """Create the indexes and foreign keys, and set the sequences of ids."""
        super().complete()
        for table in self.tables:
            for key in table.foreign_key_constraints:
                # Detached from the metadata, it would be missing in tables that are
                # created later.
                add = AddConstraint(key, isolate_from_table=False)
                self.connection.execute(add)
            sequence = func.pg_get_serial_sequence(table.name, "id")
            last = select(func.max(table.c.id)).scalar_subquery()
            self.connection.execute(select(func.setval(sequence, last)))

    def index_names(self) -> None:
        """Index the names of all records with plans that fit the size of the tables.

        A plan cached while the index was empty would scan the index for each record.
        """
        for table in self.tables:
            self.connection.exec_driver_sql(f"ANALYZE {table.name}")
        self.connection.exec_driver_sql("SET LOCAL plan_cache_mode = force_custom_plan")
        super().index_names()

    def finish(self) -> None:
        """Update the planner's statistics and the visibility map."""
        connection = self.connection.execution_options(isolation_level="AUTOCOMMIT")
        for table in self.tables:
            connection.exec_driver_sql(f"VACUUM ANALYZE {table.name}")
