"""Counts of records by the values of facets: the records are collected once."""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import (
    ColumnElement,
    String,
    cast,
    func,
    literal_column,
    null,
    select,
    union_all,
)

from db.engine.rows import Row, column
from db.values.types import AnySelect

# Facets of a list, in the order of the statement.
Names = tuple[str, ...]
# Selects columns of the records with the given ids: ``id`` and the values of facets.
Columns = Callable[[AnySelect], AnySelect]
# Selects each ``value`` of the records with the given ids once, with the record ``id``.
Pairs = Callable[[AnySelect], AnySelect]
LOOKED, MATCHES = "looked", "matches"


class FacetRow(Row):
    """The number of records with a value of a facet.

    The rows ``looked`` and ``matches`` count the records that were tested, and those
    that match all filters.
    """

    facet: str = column(literal_column("facet", String()))
    value: str | None = column(literal_column("value", String()))
    records: int = column(func.count())


def facet_counts(
    tested: AnySelect,
    facets: Names,
    *,
    limit: int,
    columns: Columns,
    pairs: Mapping[str, Pairs],
) -> AnySelect:
    """Count the first ``limit`` matches by each value of ``facets``.

    ``tested`` selects the id of each tested record, or null if it does not match.
    """
    looked = tested.cte("looked").prefix_with("MATERIALIZED")
    is_match = looked.c.id.is_not(None)
    first = select(looked.c.id).where(is_match).limit(literal_column(str(limit)))
    matches = first.cte("matches").prefix_with("MATERIALIZED")
    ids = select(matches.c.id)
    described = columns(ids).cte("described").prefix_with("MATERIALIZED")
    arms = [
        _arm(LOOKED, null(), select().select_from(looked)),
        _arm(MATCHES, null(), select().select_from(looked).where(is_match)),
    ]
    for name in facets:
        found = pairs[name](ids).subquery() if name in pairs else described
        value = found.c.value if name in pairs else found.c[name]
        grouped = select().select_from(found).where(value.is_not(None))
        arms.append(_arm(name, value, grouped.group_by(value)))
    counted = union_all(*arms).subquery("counted")
    return select(*(counted.c[name] for name in FacetRow.columns))


def _arm(facet: str, value: ColumnElement[Any], counted: AnySelect) -> AnySelect:
    return counted.add_columns(
        literal_column(f"'{facet}'", String()).label("facet"),
        cast(value, String()).label("value"),
        func.count().label("records"),
    )
