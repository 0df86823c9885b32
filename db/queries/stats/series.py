"""Which series have rows of their own, and which are summed."""

from collections.abc import Sequence

from sqlalchemy import (
    CTE,
    BigInteger,
    Integer,
    case,
    cast,
    func,
    literal_column,
    null,
    select,
)
from sqlalchemy.orm import aliased

from db.engine.prepared import parameter
from db.models import Source
from db.queries.ref_columns import referring
from db.values.types import AnySelect
from db.values.viewer import Viewer

SERIES_SOURCE = aliased(Source, name="counted_for")  # an outlet or a source


def every_series(counted: CTE, measures: Sequence[str]) -> AnySelect:
    """Return a select of every series."""
    return select(
        counted.c.at,
        counted.c.key.label("series_id"),
        null().label("name"),
        literal_column("0").label("folded"),
        literal_column("0").label("ranked"),
        *(counted.c[name] for name in measures),
    ).where(counted.c.n > 0)  # without groups, no claims give a row with 0


def _with_sources(counted: CTE, measures: Sequence[str], viewer: Viewer) -> CTE:
    """Return counts with the sources of their series, null if these are hidden."""
    others = (counted.c[name] for name in ("at", *measures))
    statement = select(SERIES_SOURCE.id.label("key"), *others).select_from(counted)
    return referring(statement, SERIES_SOURCE, counted.c.key, viewer=viewer).cte("seen")


def largest_series(counted: CTE, measures: Sequence[str], viewer: Viewer) -> AnySelect:
    """Return a select of the largest series by name, and of the sums of the others."""
    counted = _with_sources(counted, measures, viewer)
    total, key = func.sum(counted.c.n), counted.c.key
    ranked = (
        select(key, func.row_number().over(order_by=(total.desc(), key)).label("rank"))
        .where(key.is_not(None))
        .group_by(key)
        .cte("ranked")
    )
    top = parameter("top", Integer())
    parts = (
        select(
            counted.c.at,
            case((ranked.c.rank <= top, key)).label("series_id"),
            case((ranked.c.rank > top, 1), else_=0).label("folded"),
            *(counted.c[name] for name in measures),
        )
        .select_from(counted)
        .outerjoin(ranked, ranked.c.key == key)
        .subquery("parts")
    )
    same = (parts.c.at, parts.c.series_id, parts.c.folded)
    # On PostgreSQL the sum of integers is a numeric.
    sums = [
        cast(func.sum(parts.c[name]), BigInteger()).label(name) for name in measures
    ]
    summed = select(*same, *sums).group_by(*same).subquery("summed")
    return select(
        summed.c.at,
        summed.c.series_id,
        Source.name,
        summed.c.folded,
        select(func.count()).select_from(ranked).scalar_subquery().label("ranked"),
        *(summed.c[name] for name in measures),
    ).outerjoin(Source, Source.id == summed.c.series_id)
