"""Counts of facts: one row for each series in each bucket of time."""

from typing import Any, Literal

from sqlalchemy import func, literal_column, null, select

from db.engine.prepared import prepared
from db.models import Assessment, Fact, Outcome
from db.queries.facts import KNOWN_OUTCOME, code_for, fact_conditions, latest
from db.queries.filters import Shape
from db.queries.stats.rows import FactCountRow
from db.queries.stats.within import within
from db.queries.visibility import visible
from db.values.types import AnySelect, Bucket, InBucket
from db.values.viewer import Viewer

FactsBy = Literal["state", "kind", "outcome", "verdict"]
FactTime = Literal["recorded", "opens", "resolves", "known"]

TIMES: dict[FactTime, Any] = {
    "recorded": Fact.created_at,
    "opens": Fact.opens_at,
    "resolves": Fact.resolves_by,
    "known": Outcome.known_at,
}
KEYS: dict[FactsBy | None, Any] = {
    None: null(),
    "kind": Fact.kind,
    "outcome": func.coalesce(Outcome.value, "none"),
    "verdict": Assessment.verdict,
}


@prepared(FactCountRow)
def count_facts_by(
    *,
    by: FactsBy | None = None,
    bucket: Bucket | None = None,
    time: FactTime = "recorded",
    shape: Shape = (),
    bounds: Shape = (),
    as_of: bool = False,
    limit: int,
    viewer: Viewer,
) -> AnySelect:
    """Select the number of facts that match every filter of ``shape``.

    With ``by="state"``, there is a row for each state code. There are at most ``limit``
    rows.
    """
    at = InBucket(TIMES[time], bucket) if bucket else null()
    key = code_for(viewer) if by == "state" else KEYS[by]
    facts = (
        select(Fact.id, at.label("at"), key.label("key"))
        .outerjoin(Outcome, (Outcome.fact_id == Fact.id) & KNOWN_OUTCOME)
        .where(visible(Fact, viewer), *fact_conditions(shape, viewer, as_of=as_of))
        .where(*within(TIMES[time], bounds, viewer, always=time == "recorded"))
    )
    if by == "verdict":  # several assessors may have the same verdict
        held = (Assessment.fact_id == Fact.id) & latest(viewer)
        facts = facts.join(Assessment, held).distinct()
    # Grouped in an outer select: PostgreSQL cannot group by a subquery.
    found = facts.subquery("found")
    return (
        select(found.c.at, found.c.key.label("series_id"), func.count().label("n"))
        .group_by(found.c.at, found.c.key)
        .limit(literal_column(str(limit)))
    )
