"""New rows, stored by one statement for each table, past the unit of work."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache, lru_cache
from itertools import chain
from typing import Any, cast

import orjson
from sqlalchemy import (
    JSON,
    Cast,
    CompoundSelect,
    Insert,
    Select,
    String,
    Table,
    bindparam,
    column,
    func,
    literal_column,
    select,
    table,
    union_all,
)
from sqlalchemy import cast as cast_to
from sqlalchemy.dialects.postgresql import REGCLASS
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import Session
from sqlalchemy.types import TypeEngine

from db.models import Base
from db.values.types import UtcDateTime

Values = Mapping[str, Any]
Names = tuple[str, ...]
Process = Callable[[Any], Any] | None
Processes = Sequence[tuple[str, Process]]
DIALECTS = 64  # whose statements are kept
INSTANTS = 4096  # that are kept as the driver wants them


def give_ids(session: Session, groups: Sequence[Sequence[Base]]) -> None:
    """Give new objects ids that no other rows get; those of a group are of one model.

    The ids of a group ascend.
    """
    wanted = [group for group in groups if group]
    tables = tuple(cast("Table", type(group[0]).__table__) for group in wanted)
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        counts = {f"count_{number}": len(group) for number, group in enumerate(wanted)}
        ids = iter(connection.scalars(_next_ids(tables), counts).all())
    else:
        last = connection.execute(_last_ids(tables)).one()
        each = zip(last, wanted, strict=True)
        ids = chain(*(range(one + 1, one + 1 + len(group)) for one, group in each))
    for record in chain(*wanted):
        record.id = next(ids)


def insert_new(session: Session, records: Sequence[Base]) -> None:
    """Store objects of one model that are not in the session.

    An attribute that is not set is null. Either all have an id, or the database numbers
    them in their order.
    """
    if records:
        insert_rows(session, type(records[0]), [one.__dict__ for one in records])


def insert_rows(session: Session, model: type[Base], rows: Sequence[Values]) -> None:
    """Store rows, whose values are found by the names of the columns."""
    if not rows:
        return
    into = cast("Table", model.__table__)
    names = tuple(one.key for one in into.c if one.key in rows[0] or one.key != "id")
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        # One value has all rows: to bind the values of each takes longer than to store.
        sent = [{name: row.get(name) for name in names} for row in rows]
        array = orjson.dumps(sent).decode()
        connection.execute(_insert_from_json(into, names), {"rows": array})
    else:
        sql, processes = _insert_of_values(into, names, connection.dialect)
        # By column, because a loop over the values of each row takes twice the time.
        bound = (_bound([row.get(name) for row in rows], of) for name, of in processes)
        connection.exec_driver_sql(sql, list(zip(*bound, strict=True)))


def _bound(values: Sequence[Any], process: Process) -> Iterable[Any]:
    """Return the values of a column in the type of the driver."""
    return map(process, values) if process else values


@cache
def _last_ids(tables: Sequence[Table]) -> Select[*tuple[int, ...]]:
    """Return the select of the last id of each table, after which SQLite is free."""
    last = (select(func.coalesce(func.max(one.c.id), 0)) for one in tables)
    return select(*(one.scalar_subquery() for one in last))


@cache
def _next_ids(tables: Sequence[Table]) -> CompoundSelect[int]:
    """Return the select of the next ``count_0`` ids of the first table, and so on."""
    return union_all(
        *(
            select(func.nextval(_sequence_of(one))).select_from(
                func.generate_series(1, bindparam(f"count_{number}"))
            )
            for number, one in enumerate(tables)
        )
    )


def _sequence_of(into: Table) -> Cast[str]:
    """Return the sequence of PostgreSQL that numbers the rows of a table."""
    name = select(func.pg_get_serial_sequence(into.name, "id"))
    return cast_to(name.scalar_subquery(), REGCLASS())  # found once for all ids


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
    types = {name: into.c[name].type.dialect_impl(dialect) for name in names}
    processes = [(name, _process_of(types[name], dialect)) for name in names]
    return str(statement.compile(dialect=dialect)), processes


def _process_of(type_: TypeEngine[Any], dialect: Dialect) -> Process:
    """Return what makes values of the driver; rows share most of their instants."""
    process: Process = type_.bind_processor(dialect)
    if process and isinstance(type_, UtcDateTime):
        return lru_cache(INSTANTS)(process)
    return process
