"""Inserts new rows with one statement per table, without SQLAlchemy's unit of work."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from functools import cache, lru_cache
from typing import Any, cast

import orjson
from sqlalchemy import (
    JSON,
    Connection,
    Insert,
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
from sqlalchemy.types import TypeEngine

from db.engine.session.copying import copy_rows
from db.engine.session.driver import send
from db.models import Base
from db.values.types import UtcDateTime, in_utc

Values = Mapping[str, Any]
Rows = Sequence[Values]
Names = tuple[str, ...]
Target = tuple[TableClause, Names]  # a table, and the columns to insert
Process = Callable[[Any], Any]
Processes = Sequence[tuple[int, Process]]  # by the position of their value
DIALECTS = 64  # whose statements are cached
INSTANTS = 4096  # that are cached in the form of the driver
COPIED = 400  # rows for each table from which COPY is faster than one statement


def insert_new(connection: Connection, records: Sequence[Base]) -> None:
    """Store objects of one model that are not in the session.

    An unset attribute is null. Either all objects have an id, or the database assigns
    ids in their order.
    """
    if records:
        insert_rows(connection, [(type(records[0]), [one.__dict__ for one in records])])


def insert_rows(
    connection: Connection, stored: Iterable[tuple[type[Base], Rows]]
) -> None:
    """Insert rows of several models, given by the names of their columns.

    PostgreSQL inserts few rows with one statement, and copies many into each table. A
    row may refer to another one of the same table, or of a table before.
    """
    tables = [(cast("Table", model.__table__), rows) for model, rows in stored if rows]
    if not tables:
        return
    if connection.dialect.name != "postgresql":
        _store_each(connection, tables)
    elif sum(len(rows) for _, rows in tables) < COPIED * len(tables):
        _store_arrays(connection, tables)
    else:
        _copy_each(connection, tables)


def insert_words(connection: Connection, into: TableClause, rows: Rows) -> None:
    """Insert rows into an FTS5 table of SQLite, which has no model."""
    if rows:
        _store_rows(connection, (into, tuple(rows[0])), rows)


def _target(into: Table, row: Values) -> Target:
    """Return the columns to insert: with the id if the row has one."""
    return into, tuple(filter(row.__contains__, ("id",))) + _names_beside_id(into)


@cache
def _names_beside_id(into: Table) -> Names:
    return tuple(str(one.key) for one in into.c if one.key != "id")


def _store_arrays(connection: Connection, tables: Sequence[tuple[Table, Rows]]) -> None:
    """Send the rows of each table as one JSON value: binding each value takes longer.

    One statement inserts into all tables: more statements would be more round trips.
    """
    targets = tuple(_target(into, rows[0]) for into, rows in tables)
    arrays = {
        into.name: _array(into, names, rows)
        for (into, names), (_, rows) in zip(targets, tables, strict=True)
    }
    send(connection, _insert_from_json(targets, connection.dialect), [arrays])


def _array(into: TableClause, names: Names, rows: Rows) -> str:
    """Return rows as the text of a JSON array."""
    sent = [dict(zip(names, map(row.get, names), strict=True)) for row in rows]
    for name in _instants(into):
        for row in sent:
            at: datetime | None = row[name]
            row[name] = at and in_utc(at)
    return orjson.dumps(sent).decode()


@cache
def _instants(into: TableClause) -> Sequence[str]:
    return [one.key for one in into.c if isinstance(one.type, UtcDateTime)]


def _store_each(connection: Connection, tables: Sequence[tuple[Table, Rows]]) -> None:
    for into, rows in tables:
        _store_rows(connection, _target(into, rows[0]), rows)


def _store_rows(connection: Connection, target: Target, rows: Rows) -> None:
    sql, processes = _insert_of_values(target, connection.dialect)
    send(connection, sql, _bound(target, processes, rows))


def _copy_each(connection: Connection, tables: Sequence[tuple[Table, Rows]]) -> None:
    for into, rows in tables:
        target = _target(into, rows[0])
        bound = _bound(target, _processes(target, connection.dialect), rows)
        copy_rows(connection, target, bound)


def _bound(target: Target, processes: Processes, rows: Rows) -> list[list[Any]]:
    """Return the values of rows in the form of the driver."""
    bound = [list(map(row.get, target[1])) for row in rows]
    for place, process in processes:
        for values in bound:
            values[place] = process(values[place])
    return bound


@lru_cache(DIALECTS)
def _insert_from_json(targets: Sequence[Target], dialect: Dialect) -> str:
    """Return the PostgreSQL statement that inserts one JSON array into each table.

    Foreign keys are checked at its end, so the order of the tables does not matter.
    """
    *others, last = (_insert_array(*one) for one in targets)
    for number, insert in enumerate(others):
        last = last.add_cte(insert.cte(f"stored_{number}"))
    return str(last.compile(dialect=dialect))


def _insert_array(into: TableClause, names: Names) -> Insert:
    array = cast_to(bindparam(into.name, type_=String()), JSON())
    rows = func.json_populate_recordset(literal_column(f"NULL::{into.name}"), array)
    new = rows.table_valued(*map(column, names), name="new")
    return into.insert().from_select(names, select(new), include_defaults=False)


@lru_cache(DIALECTS)
def _insert_of_values(target: Target, dialect: Dialect) -> tuple[str, Processes]:
    """Return the INSERT of one row, and the converters of its values, by position."""
    into, names = target
    # Without the defaults of the model: every column has a value.
    statement = table(into.name, *map(column, names)).insert()
    return str(statement.compile(dialect=dialect)), _processes(target, dialect)


@lru_cache(DIALECTS)
def _processes(target: Target, dialect: Dialect) -> Processes:
    """Return the converters of the values of a row, by position."""
    into, names = target
    types = [into.c[name].type.dialect_impl(dialect) for name in names]
    found = ((place, _process_of(one, dialect)) for place, one in enumerate(types))
    return [(place, process) for place, process in found if process]


def _process_of(type_: TypeEngine[Any], dialect: Dialect) -> Process | None:
    """Return a cached converter to driver values: rows share most of their instants."""
    process: Process | None = type_.bind_processor(dialect)
    if process and isinstance(type_, UtcDateTime):
        return lru_cache(INSTANTS)(process)
    return process
