"""Counts of claims: one row for each series in each bucket of time."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    exists,
    func,
    literal_column,
    or_,
    select,
)

from db.engine.aliases import aliased
from db.engine.prepared import prepared
from db.models import (
    Attribution,
    Claim,
    Source,
)
from db.models.source import ANONYMOUS, UNNAMED, UNRESOLVED
from db.queries.filters import Shape
from db.queries.stats.counted_claims import (
    OF_CLAIMS,
    OF_SPEAKERS,
    SPEAKER,
    SPEAKING,
    SPEAKS,
    ClaimsBy,
    ClaimTime,
    Key,
    bucket_of,
    select_claims,
)
from db.queries.stats.rows import (
    ClaimCountRow,
    SeparateSourcesRow,
    UnnamedCountRow,
)
from db.queries.stats.series import every_series, largest_series
from db.queries.stats.verdicts import rated_claims
from db.values.types import AnySelect, Bucket
from db.values.viewer import Viewer

BEFORE = aliased(Attribution, name="before")  # a joint speaker with a lower seq
JOINT = aliased(Source, name="joint")  # the source of that joint speaker
# These have thousands of values: all but the largest are summed.
OPEN_ENDED = {"outlet", "source"}


@prepared(ClaimCountRow)
def count_claims_by(
    *,
    by: ClaimsBy | None = None,
    bucket: Bucket | None = None,
    time: ClaimTime = "dated",
    shape: Shape = (),
    bounds: Shape = (),
    limit: int,
    viewer: Viewer,
) -> AnySelect:
    """Select the number of claims that match every filter of ``shape``.

    Outlets and sources beyond the ``top`` largest share one row. There are at most
    ``limit`` rows.
    """
    at = bucket_of(time, bucket)
    key = OF_SPEAKERS[by](SPEAKING) if by in OF_SPEAKERS else OF_CLAIMS[by]
    measures = {"n": _number(by)}
    columns = {"at": at, "key": key, **measures}
    counted = (
        select_claims(
            columns, by=by, time=time, shape=shape, bounds=bounds, viewer=viewer
        )
        .where(*([_once(OF_SPEAKERS[by])] if by in OF_SPEAKERS else []))
        .group_by(*([at] if bucket else []), *([key] if by else []))
        .cte("counted")
    )
    listed = (
        largest_series(counted, tuple(measures), viewer)
        if by in OPEN_ENDED
        else every_series(counted, tuple(measures))
    )
    return listed.limit(literal_column(str(limit)))


@prepared(UnnamedCountRow)
def count_unnamed_by_outlet(
    *,
    bucket: Bucket | None = None,
    time: ClaimTime = "dated",
    shape: Shape = (),
    bounds: Shape = (),
    limit: int,
    viewer: Viewer,
) -> AnySelect:
    """Select the number of claims, and of claims with an unnamed speaker.

    Claims with an unresolved speaker and no unnamed one are counted separately.

    Rows are outlets as in ``count_claims_by``.
    """
    at, key = bucket_of(time, bucket), OF_CLAIMS["outlet"]
    unnamed = Claim.id.in_(_spoken_by(ANONYMOUS))
    unresolved = Claim.id.in_(_spoken_by([UNRESOLVED]))
    measures = {
        "n": func.count(),
        "unnamed": func.count().filter(unnamed),
        "unresolved": func.count().filter(~unnamed, unresolved),
    }
    columns = {"at": at, "key": key, **measures}
    counted = (
        select_claims(
            columns, by="outlet", time=time, shape=shape, bounds=bounds, viewer=viewer
        )
        .group_by(*([at] if bucket else []), key)
        .cte("counted")
    )
    listed = largest_series(counted, tuple(measures), viewer)
    return listed.limit(literal_column(str(limit)))


@prepared(SeparateSourcesRow)
def count_separate_sources(
    *,
    time: ClaimTime = "dated",
    shape: Shape = (),
    bounds: Shape = (),
    rated: bool = False,
    viewer: Viewer,
) -> AnySelect:
    """Select the number of unnamed and of unresolved speakers of these claims.

    With ``rated``, only of the claims that ``count_verdicts_by`` counts.
    """
    is_unresolved = SPEAKING.kind == UNRESOLVED
    columns: dict[str, ColumnElement[Any]] = {
        "is_unresolved": is_unresolved,
        "total": func.count(SPEAKING.id.distinct()),
    }
    counted = select_claims(
        columns, by="source", time=time, shape=shape, bounds=bounds, viewer=viewer
    )
    if rated:
        counted = rated_claims(counted, viewer)
    return counted.where(SPEAKING.kind.in_(UNNAMED)).group_by(is_unresolved)


def _number(by: ClaimsBy | None) -> ColumnElement[int]:
    """Return the number of distinct claims: one may have a stance on several facts."""
    return func.count(Claim.id.distinct()) if by == "stance" else func.count()


def _spoken_by(kinds: Sequence[str]) -> Any:  # noqa: ANN401 - a select
    """Select the ids of claims by speakers of these kinds, in one subquery."""
    return (
        select(SPEAKER.claim_id)
        .join(SPEAKING, SPEAKING.id == SPEAKER.source_id)
        .where(SPEAKS, SPEAKING.kind.in_(kinds))
    )


def _once(key: Key) -> ColumnElement[bool]:
    """Match a claim once for each ``key``, even if several of its speakers share it.

    A count of distinct claims would take 1.5 times as long, because it sorts them.
    """
    before = exists().where(
        BEFORE.claim_id == SPEAKER.claim_id,
        BEFORE.position == SPEAKER.position,
        BEFORE.seq < SPEAKER.seq,
        BEFORE.source_id == JOINT.id,
        key(JOINT).is_not_distinct_from(key(SPEAKING)),
    )
    return or_(SPEAKER.seq == 1, ~before)
