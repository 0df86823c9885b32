"""New rows, stored by one statement for each table, past the unit of work."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from typing import Any, cast

import orjson
from sqlalchemy import (
    JSON,
    Insert,
    String,
    Table,
    bindparam,
    column,
    func,
    literal_column,
    select,
    table,
)
from sqlalchemy import cast as cast_to
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import Session

from db.models import Base

Values = Mapping[str, Any]
Names = tuple[str, ...]
Processes = Sequence[tuple[str, Callable[[Any], Any] | None]]
DIALECTS = 64  # whose statements are kept


def insert_new(session: Session, records: Sequence[Base]) -> None:
    """Store objects of one model that are not in the session.

    An attribute that is not set is null. Either all have an id, or the database numbers
    them in their order.
    """
    if records:
        into = cast("Table", type(records[0]).__table__)
        insert_rows(session, into, [one.__dict__ for one in records])


def insert_rows(session: Session, into: Table, rows: Sequence[Values]) -> None:
    """Store rows, which have values by the names of the columns."""
    names = tuple(key for key in into.columns.keys() if key != "id" or key in rows[0])
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        # One value has all rows: to bind the values of each takes longer than to store.
        sent = [{name: row.get(name) for name in names} for row in rows]
        array = orjson.dumps(sent).decode()
        connection.execute(_insert_from_json(into, names), {"rows": array})
    else:
        sql, processes = _insert_of_values(into, names, connection.dialect)
        bound = [tuple(_bound(row, processes)) for row in rows]
        connection.exec_driver_sql(sql, bound)


def _bound(row: Values, processes: Processes) -> Iterator[Any]:
    """Yield the values of a row in the types of the driver."""
    for name, process in processes:
        value = row.get(name)
        yield process(value) if process else value


@cache
def _insert_from_json(into: Table, names: Names) -> Insert:
    """Return the INSERT of PostgreSQL, whose rows are an array of objects."""
    array = cast_to(bindparam("rows", type_=String()), JSON())
    rows = func.json_populate_recordset(literal_column(f"NULL::{into.name}"), array)
    new = rows.table_valued(*map(column, names), name="new")
    return into.insert().from_select(names, select(new), include_defaults=False)


@lru_cache(DIALECTS)
def _insert_of_values(
    into: Table, names: Names, dialect: Dialect
) -> tuple[str, Processes]:
    """Return the INSERT of one row, and what makes values of the driver."""
    # Without the defaults of the model: every column is given.
    statement = table(into.name, *map(column, names)).insert()
    types = {name: into.columns[name].type.dialect_impl(dialect) for name in names}
    processes = [(name, types[name].bind_processor(dialect)) for name in names]
    return str(statement.compile(dialect=dialect)), processes
