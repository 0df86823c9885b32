"""Counts of claims: a row for each series in each bucket of time."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal

from sqlalchemy import (
    ColumnElement,
    and_,
    case,
    exists,
    func,
    literal_column,
    null,
    or_,
    select,
)
from sqlalchemy.orm import aliased

from db.engine.prepared import prepared
from db.models import Article, Attribution, Claim, Fact, Source, Stance
from db.models.source import ANONYMOUS, UNNAMED, UNRESOLVED
from db.queries.claims.filters import OF_ARTICLES, claim_conditions
from db.queries.claims.planning import driven
from db.queries.filters import Shape
from db.queries.stats.rows import (
    ClaimCountRow,
    SeparateSourcesRow,
    UnnamedCountRow,
)
from db.queries.stats.series import UNRESOLVED_KEY, every_series, largest_series
from db.queries.stats.within import within
from db.queries.visibility import visible
from db.values.types import AnySelect, Bucket, InBucket
from db.values.viewer import Viewer

ClaimsBy = Literal["outlet", "source", "kind", "form", "act", "stance", "sector"]
ClaimTime = Literal["dated", "published", "recorded"]

SPEAKER = aliased(Attribution, name="speaker")  # a step at position 1
SPEAKING = aliased(Source, name="speaking")  # the source of that step
# A literal, because the databases do not use a partial index for a bound value.
SPEAKS: ColumnElement[bool] = literal_column("speaker.position = 1")
BEFORE = aliased(Attribution, name="before")  # a joint speaker with a lower seq
BESIDE = aliased(Source, name="beside")  # the source of that joint speaker
TIMES: dict[ClaimTime, Any] = {
    "dated": Claim.dated_at,
    "published": Article.published_from,
    "recorded": Claim.created_at,
}
NEVER_NULL = {"dated", "recorded"}
# The series of a claim for each of its speakers. All unnamed sources are one, without a
# key, and all unresolved ones another.
Key = Callable[[Any], ColumnElement[Any]]
OF_SPEAKERS: Mapping[str | None, Key] = {
    "source": lambda source: case(
        (source.kind == UNRESOLVED, UNRESOLVED_KEY),
        (source.article_id.is_(None), source.id),
    ),
    "kind": lambda source: source.kind,
    "sector": lambda source: source.sector,
}
OF_CLAIMS: dict[ClaimsBy | None, Any] = {
    None: null(),
    "outlet": Claim.outlet_id,
    "form": Claim.form,
    "act": Claim.act,
    "stance": Stance.stance,
}
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
    """Select how many claims match every filter of ``shape``.

    Outlets and sources beyond the ``top`` largest are one row. There are at most
    ``limit`` rows.
    """
    at = _bucket_of(time, bucket)
    key = OF_SPEAKERS[by](SPEAKING) if by in OF_SPEAKERS else OF_CLAIMS[by]
    measures = {"n": _number(by)}
    columns = {"at": at, "key": key, **measures}
    counted = (
        _claims(columns, by=by, time=time, shape=shape, bounds=bounds, viewer=viewer)
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
    at, key = _bucket_of(time, bucket), OF_CLAIMS["outlet"]
    unnamed = Claim.id.in_(_spoken_by(ANONYMOUS))
    unresolved = Claim.id.in_(_spoken_by([UNRESOLVED]))
    measures = {
        "n": func.count(),
        "unnamed": func.count().filter(unnamed),
        "unresolved": func.count().filter(~unnamed, unresolved),
    }
    columns = {"at": at, "key": key, **measures}
    counted = (
        _claims(
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
    viewer: Viewer,
) -> AnySelect:
    """Select how many unnamed and unresolved sources speak in these claims."""
    is_unresolved = SPEAKING.kind == UNRESOLVED
    columns: dict[str, ColumnElement[Any]] = {
        "is_unresolved": is_unresolved,
        "total": func.count(SPEAKING.id.distinct()),
    }
    counted = _claims(
        columns, by="source", time=time, shape=shape, bounds=bounds, viewer=viewer
    )
    return counted.where(SPEAKING.kind.in_(UNNAMED)).group_by(is_unresolved)


def _bucket_of(time: ClaimTime, bucket: Bucket | None) -> ColumnElement[Any]:
    return InBucket(TIMES[time], bucket) if bucket else null()


def _number(by: ClaimsBy | None) -> ColumnElement[int]:
    """Return the number of claims; one may have the same stance on several facts."""
    return func.count(Claim.id.distinct()) if by == "stance" else func.count()


def _claims(
    columns: Mapping[str, ColumnElement[Any]],
    *,
    by: ClaimsBy | None,
    time: ClaimTime,
    shape: Shape,
    bounds: Shape,
    viewer: Viewer,
) -> AnySelect:
    """Return a select from claims and the tables that the count needs."""
    chosen = [column.label(name) for name, column in columns.items()]
    rest: Shape = shape
    driver: type[Any] | None = Stance
    if by == "stance":
        statement = _current_stances(chosen, viewer)
    else:
        statement, rest, driver = driven(chosen, shape, viewer)
    if {by, time, *(name for name, _ in rest)} & {"published", *OF_ARTICLES}:
        statement = statement.join(Article, Article.id == Claim.article_id)
    if by in OF_SPEAKERS:
        statement = _join_speakers(statement)
    return statement.where(
        visible(Claim, viewer),
        *claim_conditions(rest, viewer, driver=driver),
        *within(TIMES[time], bounds, viewer, always=time in NEVER_NULL),
    )


def _current_stances(
    columns: Sequence[ColumnElement[Any]], viewer: Viewer
) -> AnySelect:
    """Return a select from the current stances on visible facts."""
    return (
        select(*columns)
        .select_from(Stance)
        .join(Claim, Claim.id == Stance.claim_id)
        .join(Fact, Fact.id == Stance.fact_id)
        .where(Stance.superseded_at.is_(None), visible(Fact, viewer))
    )


def _spoken_by(kinds: Sequence[str]) -> Any:  # noqa: ANN401 - a select
    """Return the ids of claims of sources of these kinds, which are read once."""
    return (
        select(SPEAKER.claim_id)
        .join(SPEAKING, SPEAKING.id == SPEAKER.source_id)
        .where(SPEAKS, SPEAKING.kind.in_(kinds))
    )


def _join_speakers(statement: AnySelect) -> AnySelect:
    """Join the sources at position 1."""
    return statement.join(SPEAKER, and_(SPEAKER.claim_id == Claim.id, SPEAKS)).join(
        SPEAKING, SPEAKING.id == SPEAKER.source_id
    )


def _once(key: Key) -> ColumnElement[bool]:
    """Match a claim once for each ``key``, even if several of its speakers have it.

    A count of distinct claims would take 1.5 times as long, because it sorts them.
    """
    before = exists().where(
        BEFORE.claim_id == SPEAKER.claim_id,
        BEFORE.position == SPEAKER.position,
        BEFORE.seq < SPEAKER.seq,
        BEFORE.source_id == BESIDE.id,
        key(BESIDE).is_not_distinct_from(key(SPEAKING)),
    )
    return or_(SPEAKER.seq == 1, ~before)
