"""New rows, stored by one statement for each table, past the unit of work."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from functools import cache, lru_cache
from typing import Any, cast

import orjson
from sqlalchemy import (
    JSON,
    Connection,
    String,
    Table,
    TableClause,
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
from sqlalchemy.types import TypeEngine

from db.engine.session.driver import send
from db.models import Base
from db.values.types import UtcDateTime, in_utc

Values = Mapping[str, Any]
Names = tuple[str, ...]
Process = Callable[[Any], Any] | None
Processes = Sequence[tuple[str, Process]]
DIALECTS = 64  # whose statements are kept
INSTANTS = 4096  # that are kept as the driver wants them


def insert_new(session: Session, records: Sequence[Base]) -> None:
    """Store objects of one model that are not in the session.

    An attribute that is not set is null. Either all have an id, or the database numbers
    them in their order.
    """
    if records:
        insert_rows(session, type(records[0]), [one.__dict__ for one in records])


def insert_rows(session: Session, model: type[Base], rows: Sequence[Values]) -> None:
    """Store rows, whose values are found by the names of the columns."""
    if rows:
        into = cast("Table", model.__table__)
        names = _stored_names(into, rows[0])
        connection = session.connection()
        is_postgresql = connection.dialect.name == "postgresql"
        store = _store_array if is_postgresql else _store_each
        store(connection, into, names=names, rows=rows)


def insert_words(session: Session, into: TableClause, rows: Sequence[Values]) -> None:
    """Store rows in an index of words of SQLite, which is no table of a model."""
    if rows:
        names = tuple(rows[0])
        _store_each(session.connection(), into, names=names, rows=rows)


def _stored_names(into: Table, row: Values) -> Names:
    """Return the columns that are stored: the id too, if the row has it."""
    return tuple(str(one.key) for one in into.c if one.key != "id" or "id" in row)


def _store_array(
    connection: Connection, into: Table, *, names: Names, rows: Sequence[Values]
) -> None:
    """Send all rows as one value: to bind each value takes longer than to store it."""
    sent = [{name: row.get(name) for name in names} for row in rows]
    for name in _instants(into):
        for row in sent:
            at: datetime | None = row[name]
            row[name] = at and in_utc(at)
    array = orjson.dumps(sent).decode()
    sql = _insert_from_json(into, names, connection.dialect)
    send(connection, sql, [{"rows": array}])


@cache
def _instants(into: Table) -> Sequence[str]:
    return [one.key for one in into.c if isinstance(one.type, UtcDateTime)]


def _store_each(
    connection: Connection, into: TableClause, *, names: Names, rows: Sequence[Values]
) -> None:
    sql, processes = _insert_of_values(into, names, connection.dialect)
    # By column, because a loop over the values of each row takes twice the time.
    bound = (_bound([row.get(name) for row in rows], of) for name, of in processes)
    send(connection, sql, list(zip(*bound, strict=True)))


def _bound(values: Sequence[Any], process: Process) -> Iterable[Any]:
    """Return the values of a column in the type of the driver."""
    return map(process, values) if process else values


@lru_cache(DIALECTS)
def _insert_from_json(into: Table, names: Names, dialect: Dialect) -> str:
    """Return the INSERT of PostgreSQL, whose rows are an array of objects."""
    array = cast_to(bindparam("rows", type_=String()), JSON())
    rows = func.json_populate_recordset(literal_column(f"NULL::{into.name}"), array)
    new = rows.table_valued(*map(column, names), name="new")
    insert = into.insert().from_select(names, select(new), include_defaults=False)
    return str(insert.compile(dialect=dialect))


@lru_cache(DIALECTS)
def _insert_of_values(
    into: TableClause, names: Names, dialect: Dialect
) -> tuple[str, Processes]:
    """Return the INSERT of one row, and what makes values of the driver."""
    # Without the defaults of the model: every column is given.
    statement = table(into.name, *map(column, names)).insert()
    types = {name: into.c[name].type.dialect_impl(dialect) for name in names}
    processes = [(name, _process_of(types[name], dialect)) for name in names]
    return str(statement.compile(dialect=dialect)), processes


def _process_of(type_: TypeEngine[Any], dialect: Dialect) -> Process:
    """Return what makes values of the driver; rows share most of their instants."""
    process: Process = type_.bind_processor(dialect)
    if process and isinstance(type_, UtcDateTime):
        return lru_cache(INSTANTS)(process)
    return process
