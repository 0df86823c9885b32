"""Bulk loads of many rows into an empty database.

from db.commands.bulk.load import BulkLoad
Rows bypass commands, audit entries, foreign keys and indexes. The caller provides every
column with the value that the commands would store. Constraints are checked at the end,
and either all rows are committed or none.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine, select

from db.commands.bulk.load import BulkLoad
from db.commands.bulk.postgresql import PostgresLoad
from db.commands.bulk.sqlite import SqliteLoad
from db.errors import ConflictError
from db.queries.snapshots import RECORDS
from db.queries.visibility import visible
from db.values.viewer import LOCAL_VIEWER

__all__ = [
    "BulkLoad",
    "bulk_load",
]


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
