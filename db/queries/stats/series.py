"""The series that get their own rows, and the sum of the others."""

from collections.abc import Sequence

from sqlalchemy import (
    CTE,
    BigInteger,
    ColumnElement,
    Integer,
    case,
    cast,
    func,
    literal_column,
    null,
    select,
)

from db.engine.aliases import aliased
from db.engine.prepared import parameter
from db.models import Source
from db.queries.ref_columns import label_of, referring
from db.values.types import AnySelect
from db.values.viewer import Viewer

SERIES_SOURCE = aliased(Source, name="counted_for")  # an outlet or a source
# The key of all unresolved sources.
UNRESOLVED_KEY: ColumnElement[int] = literal_column("-1")
NOT_SEVERAL: ColumnElement[str] = literal_column("''")
SMALLER: ColumnElement[str] = literal_column("'smaller'")
UNRESOLVED: ColumnElement[str] = literal_column("'unresolved'")


def every_series(
    counted: CTE, measures: Sequence[str], other_columns: Sequence[str] = ()
) -> AnySelect:
    """Return a select of every series, distinguished by ``other_columns`` too."""
    return select(
        counted.c.at,
        counted.c.key.label("series_id"),
        null().label("name"),
        null().label("label"),
        NOT_SEVERAL.label("several"),
        literal_column("0").label("ranked"),
        *(counted.c[name] for name in (*measures, *other_columns)),
    ).where(counted.c.n > 0)  # without groups, an empty count gives a row with 0


def _with_sources(counted: CTE, columns: Sequence[str], viewer: Viewer) -> CTE:
    """Return counts with the sources of their series, null if they are hidden."""
    others = (counted.c[name] for name in ("at", *columns))
    unresolved = case((counted.c.key == UNRESOLVED_KEY, UNRESOLVED), else_=NOT_SEVERAL)
    statement = select(
        SERIES_SOURCE.id.label("key"), unresolved.label("several"), *others
    ).select_from(counted)
    return referring(statement, SERIES_SOURCE, counted.c.key, viewer=viewer).cte("seen")


def _ranked(counted: CTE) -> CTE:
    """Return counts with the ranks of their series, series without a key last.

    Ranks come from window functions. SQLite would join a table of ranks by scanning all
    of it for each count.
    """
    key = counted.c.key
    weighed = select(
        counted, func.sum(counted.c.n).over(partition_by=key).label("total")
    ).cte("weighed")
    key, total = weighed.c.key, weighed.c.total
    by_size = (key.is_(None), total.desc(), key)
    rank = func.dense_rank().over(order_by=by_size).label("rank")
    return select(weighed, rank).cte("ranked")


def largest_series(
    counted: CTE,
    measures: Sequence[str],
    viewer: Viewer,
    *,
    other_columns: Sequence[str] = (),
) -> AnySelect:
    """Return a select of the largest series by name, and of the sum of the others.

    ``other_columns`` are columns that distinguish parts of a series.
    """
    columns = *measures, *other_columns
    ranked = _ranked(_with_sources(counted, columns, viewer))
    has_key, top = ranked.c.key.is_not(None), parameter("top", Integer())
    parts = select(
        ranked.c.at,
        case((ranked.c.rank <= top, ranked.c.key)).label("series_id"),
        case((has_key & (ranked.c.rank > top), SMALLER), else_=ranked.c.several).label(
            "several"
        ),
        *(ranked.c[name] for name in columns),
    ).subquery("parts")
    groups = ("at", "series_id", "several", *other_columns)
    same = [parts.c[name] for name in groups]
    # On PostgreSQL the sum of integers is a numeric.
    sums = [
        cast(func.sum(parts.c[name]), BigInteger()).label(name) for name in measures
    ]
    summed = select(*same, *sums).group_by(*same).subquery("summed")
    number = select(func.coalesce(func.max(ranked.c.rank), 0)).where(has_key)
    return select(
        summed.c.at,
        summed.c.series_id,
        Source.name,
        label_of(Source).label("label"),
        summed.c.several,
        number.scalar_subquery().label("ranked"),
        *(summed.c[name] for name in columns),
    ).outerjoin(Source, Source.id == summed.c.series_id)
