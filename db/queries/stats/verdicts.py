"""Counts of claims for rated facts, by speaker and verdict."""

from collections.abc import Sequence
from typing import Any, Literal

from sqlalchemy import (
    ColumnElement,
    String,
    and_,
    cast,
    func,
    literal_column,
    null,
)

from db.engine.aliases import aliased
from db.engine.prepared import prepared
from db.models import (
    Assessment,
    Claim,
    Fact,
    Stance,
)
from db.queries.facts import latest
from db.queries.filters import Shape
from db.queries.stats.counted_claims import (
    OF_SPEAKERS,
    SPEAKING,
    ClaimTime,
    bucket_of,
    select_claims,
)
from db.queries.stats.rows import VerdictCountRow
from db.queries.stats.series import every_series, largest_series
from db.queries.visibility import visible
from db.values.types import AnySelect, Bucket
from db.values.viewer import Viewer

VerdictsBy = Literal["source", "verdict"]
# An alias: a count may read the table itself first.
FOR = aliased(Stance, name="for_it")
FOR_STANCES = ("supports", "hedges_for")


@prepared(VerdictCountRow)
def count_verdicts_by(
    *,
    by: Sequence[VerdictsBy],
    bucket: Bucket | None = None,
    time: ClaimTime = "dated",
    shape: Shape = (),
    bounds: Shape = (),
    limit: int,
    viewer: Viewer,
) -> AnySelect:
    """Select the number of claims for facts by newest verdict.

    Rows are speakers as in ``count_claims_by``, verdicts, or both. A claim counts once
    in each row, however many facts and assessors there are.
    """
    verdict: Any = Assessment.verdict if "verdict" in by else cast(null(), String())
    of_source = OF_SPEAKERS["source"](SPEAKING)
    columns: dict[str, ColumnElement[Any]] = {
        "at": bucket_of(time, bucket),
        "key": of_source if "source" in by else verdict,
        "verdict": verdict,
    }
    statement = select_claims(
        columns | {"n": func.count(Claim.id.distinct())},
        by="source" if "source" in by else None,
        time=time,
        shape=shape,
        bounds=bounds,
        viewer=viewer,
    )
    # PostgreSQL cannot group by a constant.
    groups = [one for name, one in columns.items() if bucket or name != "at"]
    counted = rated_claims(statement, viewer).group_by(*groups).cte("counted")
    listed = (
        largest_series(counted, ("n",), viewer, other_columns=("verdict",))
        if "source" in by
        else every_series(counted, ("n",), ("verdict",))
    )
    return listed.limit(literal_column(str(limit)))


def rated_claims(statement: AnySelect, viewer: Viewer) -> AnySelect:
    """Join the newest verdicts on the facts that claims are for."""
    standing = FOR.superseded_at.is_(None) & FOR.stance.in_(FOR_STANCES)
    return (
        statement.join(FOR, (FOR.claim_id == Claim.id) & standing)
        .join(Fact, and_(Fact.id == FOR.fact_id, Fact.merged_into_id.is_(None)))
        .join(Assessment, (Assessment.fact_id == Fact.id) & latest(viewer))
        .where(visible(Fact, viewer))
    )
