"""Checks of the facts for which judgements count, and of dependencies of facts."""

from typing import Any, get_args

from sqlalchemy import CTE, ColumnElement, exists, or_, select, tuple_

from db.engine.aliases import aliased
from db.engine.prepared import prepared
from db.models import Assessment, Claim, Fact, Outcome, Source, Stance
from db.models.source import NamedKind
from db.queries.verify.violations import ViolationRow, violations
from db.values.types import AnySelect
from db.values.viewer import Viewer

PARENT = aliased(Fact, name="parent")
SURVIVOR = aliased(Fact, name="survivor")


@prepared(ViolationRow)
def stances(*, viewer: Viewer) -> AnySelect:
    """Select claims with a stance that counts for the wrong fact."""
    wrong = _counts_for_wrong_fact(Stance, "claim_id")
    return violations(Claim, viewer, exists().where(Stance.claim_id == Claim.id, wrong))


@prepared(ViolationRow)
def assessments(*, viewer: Viewer) -> AnySelect:
    """Select facts with an assessment that counts for the wrong fact."""
    wrong = _counts_for_wrong_fact(Assessment, "assessor_id", "as_of")
    judged = exists().where(Assessment.judged_fact_id == Fact.id, wrong)
    return violations(Fact, viewer, judged)


@prepared(ViolationRow)
def outcomes(*, viewer: Viewer) -> AnySelect:
    """Select facts with an outcome that counts for the wrong fact."""
    wrong = _counts_for_wrong_fact(Outcome)
    judged = exists().where(Outcome.judged_fact_id == Fact.id, wrong)
    return violations(Fact, viewer, judged)


@prepared(ViolationRow)
def openings(*, viewer: Viewer) -> AnySelect:
    """Select facts with an outcome that was known before they opened."""
    early = exists().where(
        Outcome.fact_id == Fact.id,
        Outcome.superseded_at.is_(None),
        Outcome.known_at < Fact.opens_at,
    )
    return violations(Fact, viewer, early)


@prepared(ViolationRow)
def assessors(*, viewer: Viewer) -> AnySelect:
    """Select facts with an assessment by an unnamed source."""
    unnamed = exists().where(
        Assessment.judged_fact_id == Fact.id,
        Source.id == Assessment.assessor_id,
        Source.kind.not_in(get_args(NamedKind)),
    )
    return violations(Fact, viewer, unnamed)


@prepared(ViolationRow)
def live_facts(*, viewer: Viewer) -> AnySelect:
    """Select live facts with a withdrawn parent or survivor."""
    parent = exists().where(
        PARENT.id == Fact.parent_id, PARENT.withdrawn_at.is_not(None)
    )
    survivor = exists().where(
        SURVIVOR.id == Fact.merged_into_id, SURVIVOR.withdrawn_at.is_not(None)
    )
    gone = or_(parent, survivor)
    return violations(Fact, viewer, Fact.withdrawn_at.is_(None), gone)


def _counts_for_wrong_fact(model: Any, *keys: str) -> ColumnElement[bool]:  # noqa: ANN401 - a judgement
    """Match judgements that count for the wrong fact.

    A judgement on a merged fact counts for the survivor. It counts for the merged fact
    only if the survivor has another one with the same ``keys``.
    """
    judged, counted = model.judged_fact_id, model.fact_id
    survivors, other = _survivors(), aliased(model)
    merged = judged.in_(select(survivors.c.fact_id))
    follows = tuple_(judged, counted).in_(
        select(survivors.c.fact_id, survivors.c.survivor_id)
    )
    waits = exists().where(
        survivors.c.fact_id == judged,
        other.fact_id == survivors.c.survivor_id,
        other.superseded_at.is_(None),
        *(getattr(other, k).is_not_distinct_from(getattr(model, k)) for k in keys),
    )
    stays = (counted == judged) & (~merged | waits)
    wrong: ColumnElement[bool] = model.superseded_at.is_(None) & ~or_(stays, follows)
    return wrong


def _survivors() -> CTE:
    """Return each merged fact with its final survivor."""
    first, following, last = (aliased(Fact) for _ in range(3))
    path = (
        select(first.id.label("fact_id"), first.merged_into_id.label("reached"))
        .where(first.merged_into_id.is_not(None))
        .cte(recursive=True)
    )
    extended = (
        select(path.c.fact_id, following.merged_into_id)
        .join(following, following.id == path.c.reached)
        .where(following.merged_into_id.is_not(None))
    )
    path = path.union(extended)  # UNION drops repeated rows, so it terminates
    return (
        select(path.c.fact_id, last.id.label("survivor_id"))
        .join(last, last.id == path.c.reached)
        .where(last.merged_into_id.is_(None))
        .cte()
    )
