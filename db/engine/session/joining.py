"""Several selects that are sent as one statement."""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import chain
from typing import Any

from sqlalchemy import ColumnElement, cast, literal_column, null, select, union_all
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeEngine

from db.engine.prepared import Bound, Compiled, Prepared
from db.engine.rows import Row
from db.values.types import AnySelect

STATEMENTS = 256  # combinations of selects and dialects that are cached
Types = list[TypeEngine[Any]]
Reads = tuple[Prepared[Any], ...]
PreparedRead = tuple[Prepared[Any], Mapping[str, Any]]  # and its values


class Joined:
    """Selects as one statement: each can lock its rows, which a plain UNION cannot.

    A value with the same name is bound once for all selects.
    """

    def __init__(self, reads: Reads, dialect: Dialect) -> None:
        types = Types()
        self._parts = [read.compiled(dialect) for read in reads]
        self._places = [_places(read.statement, types) for read in reads]
        parts = (
            _part(number, read.statement, places, types=types)
            for number, (read, places) in enumerate(
                zip(reads, self._places, strict=True)
            )
        )
        statement: Any = union_all(*parts)
        self._whole: Compiled[Row] = Compiled(statement, dialect, Row)
        self.sql = self._whole.sql

    def named(self, values: Iterable[Mapping[str, Any]]) -> Bound:
        """Return the parameters of the statement from the values of each select."""
        return self._whole.named(dict(chain(*(one.items() for one in values))))

    def loaded_rows(self, found: Iterable[Any]) -> list[Sequence[Row]]:
        """Return the rows of each select, with Python values."""
        rows = [list[Any]() for _ in self._parts]
        for number, *values in found:
            rows[number].append([values[at] for at in self._places[number]])
        parts = zip(self._parts, rows, strict=True)
        return [compiled.loaded_rows(own) for compiled, own in parts]


@lru_cache(STATEMENTS)
def join(reads: Reads, dialect: Dialect) -> Joined:
    """Return the statement for a combination of selects, compiled once."""
    return Joined(reads, dialect)


def are_joinable(reads: Sequence[PreparedRead]) -> bool:
    """Return whether there are several reads that bind a name to the same value."""
    bound = dict(chain(*(values.items() for _, values in reads)))
    same = all(values.items() <= bound.items() for _, values in reads)
    return same and len(reads) > 1


def _places(statement: AnySelect, types: Types) -> list[int]:
    """Return the column of the union for each column; add types that are missing."""
    places = list[int]()
    for column in statement.selected_columns:
        free = (at for at in range(len(types)) if at not in places)
        same = (at for at in free if type(types[at]) is type(column.type))
        if (place := next(same, None)) is None:
            place = len(types)
            types.append(column.type)
        places.append(place)
    return places


def _part(
    number: int, statement: AnySelect, places: Sequence[int], *, types: Types
) -> AnySelect:
    """Return the select with its number and with null in the columns of others."""
    own = dict(zip(places, statement.cte(f"read_{number}").c, strict=True))
    values: Iterable[ColumnElement[Any]] = (
        own.get(at, cast(null(), type_)) for at, type_ in enumerate(types)
    )
    labelled = (one.label(f"value_{at}") for at, one in enumerate(values))
    return select(literal_column(str(number)).label("read"), *labelled)
