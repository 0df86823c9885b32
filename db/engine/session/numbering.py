"""Assigns ids to new rows before they are inserted."""

from collections.abc import Iterable, Sequence
from itertools import chain
from typing import Any, NamedTuple, cast

from sqlalchemy import (
    BigInteger,
    BindParameter,
    Cast,
    Integer,
    Select,
    Subquery,
    Table,
    func,
    literal_column,
    select,
    union_all,
    values,
)
from sqlalchemy import cast as cast_to
from sqlalchemy import column as column_of
from sqlalchemy.dialects.postgresql import REGCLASS

from db.engine.prepared import parameter, prepared
from db.engine.rows import Row, column
from db.engine.session.joining import PreparedRead
from db.engine.session.locks import is_alone
from db.engine.session.write import Write
from db.models import Base
from db.values.types import AnySelect

FEW = 10  # ids of a table that are taken without a series
ONE = literal_column("1", Integer)


class NumberRow(Row):
    """An unused id, or the last id of a table."""

    id: int = column(literal_column("id", BigInteger()))


class Wanted(NamedTuple):
    """Tables, and how many ids are wanted of each."""

    tables: tuple[Table, ...]
    counts: tuple[int, ...]


def give_ids(write: Write, groups: Sequence[Sequence[Base]]) -> None:
    """Assign unused ids to new objects; each group contains objects of one model.

    The ids ascend within a group.
    """
    if wanted := list(filter(None, groups)):
        give_ids_and_read(write, wanted, ())


def give_ids_and_read(
    write: Write, groups: Iterable[Sequence[Base]], reads: Sequence[PreparedRead]
) -> list[Sequence[Any]]:
    """Assign unused ids to new objects, and return the rows of other reads.

    Few ids are one statement with these reads; each of many would be a row with the
    columns of all.
    """
    groups = list(filter(None, groups))
    wanted = _wanted(groups)
    ids_read = _read(write, wanted)
    if sum(wanted.counts) <= FEW:
        numbers, *others = write.rows_together([ids_read, *reads])
    else:
        numbers = write.rows(ids_read[0], **ids_read[1])
        others = write.rows_together(reads)
    ids = _ids(write, numbers, wanted.counts)
    for record, id_ in zip(chain(*groups), ids, strict=True):
        record.id = id_
    return others


def take_ids(write: Write, model: type[Base], count: int) -> list[int]:
    """Return unused ids of a model, ascending.

    On SQLite they are used until another row is stored, or given again.
    """
    wanted = Wanted((cast("Table", model.__table__),), (count,))
    read, values = _read(write, wanted)
    return list(_ids(write, write.rows(read, **values), wanted.counts))


def _wanted(groups: Sequence[Sequence[Base]]) -> Wanted:
    tables = tuple(cast("Table", group[0].__table__) for group in groups)
    return Wanted(tables, tuple(map(len, groups)))


def _ids(
    write: Write, rows: Sequence[NumberRow], counts: Sequence[int]
) -> Iterable[int]:
    found = [row.id for row in rows]
    if not is_alone(write.connection):
        return found
    each = zip(found, counts, strict=True)
    return chain(*(range(one + 1, one + 1 + count) for one, count in each))


def _read(write: Write, wanted: Wanted) -> PreparedRead:
    """Return the read of the next ids; of the last ids if no other one can write."""
    if is_alone(write.connection):
        return _last_ids(wanted.tables), {}
    counts = {f"count_{number}": count for number, count in enumerate(wanted.counts)}
    return _next_ids(wanted.tables, few=max(wanted.counts) <= FEW), counts


@prepared(NumberRow)
def _last_ids(tables: Sequence[Table]) -> AnySelect:
    """Return the select of the last id of each table."""
    none = literal_column("0", Integer)
    last = (
        select(func.coalesce(func.max(one.c.id), none).label("id")) for one in tables
    )
    return select(*union_all(*last).subquery("last").c)


@prepared(NumberRow)
def _next_ids(tables: Sequence[Table], *, few: bool) -> AnySelect:
    """Return the select of the next ids of several tables, given the count of each.

    PostgreSQL expects 1,000 rows of a series with an unknown end. A plan for any count
    then looks so bad that each statement is planned again, unless they are ``few``.
    """
    chosen = list[Select[int]]()
    for number, table in enumerate(tables):
        count = parameter(f"count_{number}", Integer())
        numbers = _up_to(count) if few else func.generate_series(ONE, count)
        next_id = func.nextval(_sequence_of(table), type_=BigInteger()).label("id")
        chosen.append(select(next_id).select_from(numbers))
    return select(*union_all(*chosen).subquery("next").c)


def _up_to(count: BindParameter[int]) -> Subquery:
    number = column_of("number", Integer)
    few = values(number, name="few", literal_binds=True)
    few = few.data([(one + 1,) for one in range(FEW)])
    return select(few).where(few.c.number <= count).subquery()


def _sequence_of(into: Table) -> Cast[str]:
    """Return the PostgreSQL sequence of the ids of a table."""
    serial = func.pg_get_serial_sequence(
        literal_column(f"'{into.name}'"), literal_column("'id'")
    )
    # Found once for all ids.
    return cast_to(select(serial).scalar_subquery(), REGCLASS())
