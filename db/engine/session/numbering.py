"""Assigns ids to new rows before they are inserted."""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import chain
from typing import cast

from sqlalchemy import (
    Cast,
    Connection,
    Integer,
    Select,
    Table,
    bindparam,
    func,
    literal_column,
    select,
    union_all,
)
from sqlalchemy import cast as cast_to
from sqlalchemy.dialects.postgresql import REGCLASS
from sqlalchemy.engine import Dialect

from db.engine.session.driver import fetch
from db.models import Base

TABLES = 64  # combinations of tables and dialects whose statements are cached


def give_ids(connection: Connection, groups: Sequence[Sequence[Base]]) -> None:
    """Assign unused ids to new objects; each group contains objects of one model.

    The ids ascend within a group.
    """
    wanted = list(filter(None, groups))
    if not wanted:
        return
    models = [type(group[0]) for group in wanted]
    ids = take_ids(connection, models, list(map(len, wanted)))
    for record, id_ in zip(chain(*wanted), ids, strict=True):
        record.id = id_


def take_ids(
    connection: Connection, models: Sequence[type[Base]], counts: Sequence[int]
) -> list[int]:
    """Return as many unused ids of each model as ``counts`` has, ascending.

    On SQLite they are used until another row is stored, or given again.
    """
    tables = tuple(cast("Table", model.__table__) for model in models)
    take = _take_next if connection.dialect.name == "postgresql" else _take_behind_last
    return list(take(connection, tables, counts))


def _take_next(
    connection: Connection, tables: Sequence[Table], counts: Sequence[int]
) -> Iterable[int]:
    values = {f"count_{number}": count for number, count in enumerate(counts)}
    rows = fetch(connection, _next_ids(tables, connection.dialect), values)
    return (id_ for (id_,) in rows)


def _take_behind_last(
    connection: Connection, tables: Sequence[Table], counts: Sequence[int]
) -> Iterable[int]:
    (last,) = fetch(connection, _last_ids(tables, connection.dialect))
    each = zip(last, counts, strict=True)
    return chain(*(range(one + 1, one + 1 + count) for one, count in each))


@lru_cache(TABLES)
def _last_ids(tables: Sequence[Table], dialect: Dialect) -> str:
    """Return the select of the last id of each table (SQLite has a single writer)."""
    none = literal_column("0", Integer)
    last = (select(func.coalesce(func.max(one.c.id), none)) for one in tables)
    return str(
        select(*(one.scalar_subquery() for one in last)).compile(dialect=dialect)
    )


@lru_cache(TABLES)
def _next_ids(tables: Sequence[Table], dialect: Dialect) -> str:
    """Return the select of the next ids of several tables, given the count of each."""
    one, chosen = literal_column("1", Integer), list[Select[int]]()
    for number, table in enumerate(tables):
        numbers = func.generate_series(one, bindparam(f"count_{number}", type_=Integer))
        chosen.append(select(func.nextval(_sequence_of(table))).select_from(numbers))
    return str(union_all(*chosen).compile(dialect=dialect))


def _sequence_of(into: Table) -> Cast[str]:
    """Return the PostgreSQL sequence of the ids of a table."""
    serial = func.pg_get_serial_sequence(
        literal_column(f"'{into.name}'"), literal_column("'id'")
    )
    # Found once for all ids.
    return cast_to(select(serial).scalar_subquery(), REGCLASS())
