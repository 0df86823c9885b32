"""Counted rows as points of named series."""

from collections.abc import Iterator, Sequence

from db.derived.series import Point, Series, VerdictSeries
from db.models.fact_state import state_of
from db.queries.stats import (
    ClaimCountRow,
    ClaimsBy,
    FactCountRow,
    FactsBy,
    SeparateSourcesRow,
    UnnamedCountRow,
    VerdictCountRow,
    VerdictsBy,
)
from db.values.types import bucket_start

ALL_CLAIMS, ALL_FACTS = Series(None, "claims"), Series(None, "facts")


def claim_points(
    rows: Sequence[ClaimCountRow],
    by: ClaimsBy | None,
    *,
    top: int,
    separate: Sequence[SeparateSourcesRow] = (),
) -> Iterator[Point]:
    """Yield the number of claims of each series in each bucket.

    Unnamed sources form one series, unresolved sources another, and all series beyond
    the ``top`` largest a third. ``separate`` has the numbers of sources of the first
    two.
    """
    rest = Series(None, f"no {by}") if by else ALL_CLAIMS
    alone = {bool(row.is_unresolved): _separate(row) for row in separate}
    for row in rows:
        without = alone.get(row.several == "unresolved", rest)
        yield Point(bucket_start(row.at), _series(row, by, without, top=top), (row.n,))


def verdict_points(
    rows: Sequence[VerdictCountRow],
    by: Sequence[VerdictsBy],
    *,
    top: int,
    separate: Sequence[SeparateSourcesRow],
) -> Iterator[Point]:
    """Yield the number of claims of each source for facts with each verdict.

    Series of sources are formed as in ``claim_points``.
    """
    of: ClaimsBy | None = "source" if "source" in by else None
    points = claim_points(rows, of, top=top, separate=separate)
    for row, point in zip(rows, points, strict=True):
        series = VerdictSeries(*point.series[:2], row.verdict)
        yield point._replace(series=series)


def unnamed_points(rows: Sequence[UnnamedCountRow], *, top: int) -> Iterator[Point]:
    """Yield the claims of each outlet, and those of unnamed and unresolved sources."""
    rest = Series(None, "no outlet")
    for row in rows:
        series = _series(row, "outlet", rest, top=top)
        yield Point(bucket_start(row.at), series, (row.n, row.unnamed, row.unresolved))


def fact_points(rows: Sequence[FactCountRow], by: FactsBy | None) -> Iterator[Point]:
    """Yield the number of facts of each series; a state may have several points."""
    for row in rows:
        key = row.series_id
        if by == "state":
            key = state_of(int(row.series_id or 0))
        series = Series(key, str(key)) if by else ALL_FACTS
        yield Point(bucket_start(row.at), series, (row.n,))


def _series(
    row: ClaimCountRow, by: ClaimsBy | None, rest: Series, *, top: int
) -> Series:
    if row.several == "smaller":
        return Series(None, _quantity(row.ranked - top, f"other {by}"))
    if row.series_id is None:
        return rest
    return Series(row.series_id, row.label or row.name or str(row.series_id))


def _separate(row: SeparateSourcesRow) -> Series:
    what = "unresolved" if row.is_unresolved else "unnamed"
    return Series(None, _quantity(row.total, f"separate {what} source"))


def _quantity(count: int, noun: str) -> str:
    return f"{count:,} {noun}" + ("" if count == 1 else "s")
