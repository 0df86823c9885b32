"""Counts of claims: a row for each series, in each bucket of time."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal

from sqlalchemy import (
    CTE,
    BigInteger,
    ColumnElement,
    Integer,
    and_,
    case,
    cast,
    exists,
    func,
    literal_column,
    null,
    or_,
    select,
)
from sqlalchemy.orm import aliased

from db.engine.prepared import parameter, untyped
from db.models import Article, Attribution, Claim, Fact, Source, Stance
from db.models.source import UNNAMED
from db.queries.claims.filters import OF_ARTICLES, claim_conditions
from db.queries.claims.planning import driven
from db.queries.filters import Shape
from db.queries.ref_columns import referring
from db.queries.stats.within import within
from db.queries.visibility import visible
from db.values.types import AnySelect, Bucket, InBucket
from db.values.viewer import Viewer

ClaimsBy = Literal["outlet", "source", "kind", "form", "act", "stance", "sector"]
ClaimTime = Literal["dated", "published", "recorded"]

SPEAKER = aliased(Attribution, name="speaker")  # a step at position 1
SPEAKING = aliased(Source, name="speaking")  # and its source
# As text: a bound value would not be recognised as the index's.
SPEAKS: ColumnElement[bool] = literal_column("speaker.position = 1")
BEFORE = aliased(Attribution, name="before")  # one that speaks jointly, named before it
BESIDE = aliased(Source, name="beside")
COUNTED = aliased(Source, name="counted_for")  # an outlet, or a source
TIMES: dict[ClaimTime, Any] = {
    "dated": Claim.dated_at,
    "published": Article.published_from,
    "recorded": Claim.created_at,
}
ALWAYS = {"dated", "recorded"}  # known of every claim
# What a claim is counted under for each of its speakers; null for unnamed sources.
Key = Callable[[Any], ColumnElement[Any]]
OF_SPEAKERS: Mapping[str | None, Key] = {
    "source": lambda source: case((source.article_id.is_(None), source.id)),
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
# Of these there can be thousands: all but the largest are added up.
OPEN_ENDED = {"outlet", "source"}


@untyped
def count_claims_by(
    *,
    by: ClaimsBy | None = None,
    bucket: Bucket | None = None,
    time: ClaimTime = "dated",
    shape: Shape = (),
    bounds: Shape = (),
    unnamed: bool = False,
    limit: int,
    viewer: Viewer,
) -> AnySelect:
    """Select how many claims every filter of ``shape`` lets through.

    Outlets and sources beyond the ``top`` largest are one row, ``folded``; ``ranked``
    says how many there are in all. With ``unnamed`` also how many claims have an
    unnamed source at position 1. No more than ``limit`` rows.
    """
    at = InBucket(TIMES[time], bucket) if bucket else null()
    key = OF_SPEAKERS[by](SPEAKING) if by in OF_SPEAKERS else OF_CLAIMS[by]
    measures = {"n": _number(by)}
    if unnamed:
        measures["unnamed"] = func.count().filter(Claim.id.in_(_unnamed_spoken()))
    columns = {"at": at, "key": key, **measures}
    counted = (
        _claims(columns, by=by, time=time, shape=shape, bounds=bounds, viewer=viewer)
        .where(*([_once(OF_SPEAKERS[by])] if by in OF_SPEAKERS else []))
        .group_by(*([at] if bucket else []), *([key] if by else []))
        .cte("counted")
    )
    listed = (
        _largest(counted, tuple(measures), viewer)
        if by in OPEN_ENDED
        else _all(counted, tuple(measures))
    )
    return listed.limit(literal_column(str(limit)))


@untyped
def count_unnamed_sources(
    *,
    time: ClaimTime = "dated",
    shape: Shape = (),
    bounds: Shape = (),
    viewer: Viewer,
) -> AnySelect:
    """Select how many unnamed sources stand at position 1 of these claims."""
    columns = {"total": func.count(SPEAKING.id.distinct())}
    return _claims(
        columns, by="source", time=time, shape=shape, bounds=bounds, viewer=viewer
    ).where(SPEAKING.kind.in_(UNNAMED))


def _number(by: ClaimsBy | None) -> ColumnElement[int]:
    """Return the number of claims: one may bear on several facts in the same way."""
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
    """Return a select from claims, and from all that is looked at of each."""
    chosen = [column.label(name) for name, column in columns.items()]
    rest: Shape = shape
    driver: type[Any] | None = Stance
    if by == "stance":
        statement = _standing(chosen, viewer)
    else:
        statement, rest, driver = driven(chosen, shape, viewer)
    if {by, time, *(name for name, _ in rest)} & {"published", *OF_ARTICLES}:
        statement = statement.join(Article, Article.id == Claim.article_id)
    if by in OF_SPEAKERS:
        statement = _spoken(statement)
    return statement.where(
        visible(Claim, viewer),
        *claim_conditions(rest, viewer, driver=driver),
        *within(TIMES[time], bounds, viewer, always=time in ALWAYS),
    )


def _standing(columns: Sequence[ColumnElement[Any]], viewer: Viewer) -> AnySelect:
    """Return a select from the stances that stand, on facts that may be seen."""
    return (
        select(*columns)
        .select_from(Stance)
        .join(Claim, Claim.id == Stance.claim_id)
        .join(Fact, Fact.id == Stance.fact_id)
        .where(Stance.superseded_at.is_(None), visible(Fact, viewer))
    )


def _unnamed_spoken() -> Any:  # noqa: ANN401 - a select
    """Return the claims of unnamed sources: looked up once, not for each claim."""
    return (
        select(SPEAKER.claim_id)
        .join(SPEAKING, SPEAKING.id == SPEAKER.source_id)
        .where(SPEAKS, SPEAKING.kind.in_(UNNAMED))
    )


def _spoken(statement: AnySelect) -> AnySelect:
    """Join the sources at position 1."""
    return statement.join(SPEAKER, and_(SPEAKER.claim_id == Claim.id, SPEAKS)).join(
        SPEAKING, SPEAKING.id == SPEAKER.source_id
    )


def _once(key: Key) -> ColumnElement[bool]:
    """Let a claim through once for each ``key``, however many of its speakers have it.

    A count of distinct claims would take half as long again: it sorts them all.
    """
    before = exists().where(
        BEFORE.claim_id == SPEAKER.claim_id,
        BEFORE.position == SPEAKER.position,
        BEFORE.seq < SPEAKER.seq,
        BEFORE.source_id == BESIDE.id,
        key(BESIDE).is_not_distinct_from(key(SPEAKING)),
    )
    return or_(SPEAKER.seq == 1, ~before)


def _all(counted: CTE, measures: Sequence[str]) -> AnySelect:
    """Return a select of every series."""
    return select(
        counted.c.at,
        counted.c.key.label("series_id"),
        null().label("name"),
        literal_column("0").label("folded"),
        literal_column("0").label("ranked"),
        *(counted.c[name] for name in measures),
    ).where(counted.c.n > 0)  # of no claims at all there is a row without groups


def _seen(counted: CTE, measures: Sequence[str], viewer: Viewer) -> CTE:
    """Return counts under the sources that have them, where these may be seen."""
    others = (counted.c[name] for name in ("at", *measures))
    statement = select(COUNTED.id.label("key"), *others).select_from(counted)
    return referring(statement, COUNTED, counted.c.key, viewer=viewer).cte("seen")


def _largest(counted: CTE, measures: Sequence[str], viewer: Viewer) -> AnySelect:
    """Return a select of the largest series by name, and of the sums of the others."""
    counted = _seen(counted, measures, viewer)
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
    # The sum of integers is none on PostgreSQL.
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
