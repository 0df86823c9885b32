"""Ids of new rows, taken before the rows are stored."""

from collections.abc import Iterable, Sequence
from functools import cache
from itertools import chain
from typing import cast

from sqlalchemy import (
    Cast,
    CompoundSelect,
    Connection,
    Select,
    Table,
    bindparam,
    func,
    select,
    union_all,
)
from sqlalchemy import cast as cast_to
from sqlalchemy.dialects.postgresql import REGCLASS
from sqlalchemy.orm import Session

from db.models import Base


def give_ids(session: Session, groups: Sequence[Sequence[Base]]) -> None:
    """Give new objects ids that no other rows get; those of a group are of one model.

    The ids of a group ascend.
    """
    wanted = list(filter(None, groups))
    tables = tuple(cast("Table", type(group[0]).__table__) for group in wanted)
    connection = session.connection()
    take = _take_next if connection.dialect.name == "postgresql" else _take_behind_last
    ids = take(connection, tables, list(map(len, wanted)))
    for record, id_ in zip(chain(*wanted), ids, strict=True):
        record.id = id_


def _take_next(
    connection: Connection, tables: Sequence[Table], counts: Sequence[int]
) -> Iterable[int]:
    values = {f"count_{number}": count for number, count in enumerate(counts)}
    return connection.scalars(_next_ids(tables), values).all()


def _take_behind_last(
    connection: Connection, tables: Sequence[Table], counts: Sequence[int]
) -> Iterable[int]:
    last = connection.execute(_last_ids(tables)).one()
    each = zip(last, counts, strict=True)
    return chain(*(range(one + 1, one + 1 + count) for one, count in each))


@cache
def _last_ids(tables: Sequence[Table]) -> Select[*tuple[int, ...]]:
    """Return the select of the last id of each table: SQLite has one writer."""
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
