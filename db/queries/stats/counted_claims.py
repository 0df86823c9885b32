"""Claims with the columns by which they are counted."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal

from sqlalchemy import (
    ColumnElement,
    and_,
    case,
    literal_column,
    null,
    select,
)

from db.engine.aliases import aliased
from db.models import (
    Article,
    Attribution,
    Claim,
    Fact,
    Source,
    Stance,
)
from db.models.source import UNRESOLVED
from db.queries.claims.filters import OF_ARTICLES, claim_conditions
from db.queries.claims.planning import driven
from db.queries.filters import Shape
from db.queries.stats.series import UNRESOLVED_KEY
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
TIMES: dict[ClaimTime, Any] = {
    "dated": Claim.dated_at,
    "published": Article.published_from,
    "recorded": Claim.created_at,
}
NEVER_NULL = {"dated", "recorded"}
# The series of a claim for each of its speakers. All unnamed sources form one series,
# without a key, and all unresolved sources another.
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


def bucket_of(time: ClaimTime, bucket: Bucket | None) -> ColumnElement[Any]:
    """Return the bucket of a claim; null without buckets."""
    return InBucket(TIMES[time], bucket) if bucket else null()


def select_claims(
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


def _join_speakers(statement: AnySelect) -> AnySelect:
    """Join the sources at position 1."""
    return statement.join(SPEAKER, and_(SPEAKER.claim_id == Claim.id, SPEAKS)).join(
        SPEAKING, SPEAKING.id == SPEAKER.source_id
    )
