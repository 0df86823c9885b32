"""Checks of the survivors of merged sources, and of judgements on their identity."""

from typing import Any

from sqlalchemy import ColumnElement, case, exists, null, select

from db.engine.aliases import aliased
from db.engine.prepared import prepared
from db.models import Article, Claim, ClaimSubject, Identity, Source
from db.queries.survivors import survivor_of
from db.queries.verify.violations import ViolationRow, violations
from db.values.types import AnySelect
from db.values.viewer import Viewer

INTO = aliased(Source, name="into")
OTHER = aliased(Source, name="other")
EARLIER = aliased(ClaimSubject, name="earlier")


@prepared(ViolationRow)
def survivors(*, viewer: Viewer) -> AnySelect:
    """Select merged sources with a wrong survivor."""
    return violations(Source, viewer, _has_wrong_survivor(Source))


@prepared(ViolationRow)
def survivors_of_claims(*, viewer: Viewer) -> AnySelect:
    """Select merged claims with a wrong survivor."""
    return violations(Claim, viewer, _has_wrong_survivor(Claim))


@prepared(ViolationRow)
def survivors_of_articles(*, viewer: Viewer) -> AnySelect:
    """Select merged articles with a wrong survivor."""
    return violations(Article, viewer, _has_wrong_survivor(Article))


@prepared(ViolationRow)
def live_survivors(*, viewer: Viewer) -> AnySelect:
    """Select merged claims whose survivor is withdrawn."""
    into = aliased(Claim)
    gone = exists().where(into.id == Claim.survivor_id, into.withdrawn_at.is_not(None))
    return violations(Claim, viewer, gone)


@prepared(ViolationRow)
def outlets(*, viewer: Viewer) -> AnySelect:
    """Select claims whose outlet is not that of their article."""
    outlet = (
        select(survivor_of(INTO))
        .where(Article.id == Claim.article_id, INTO.id == Article.outlet_id)
        .scalar_subquery()
    )
    return violations(Claim, viewer, Claim.outlet_id.is_distinct_from(outlet))


@prepared(ViolationRow)
def subjects(*, viewer: Viewer) -> AnySelect:
    """Select claims with a subject that counts for another source, or counts twice."""
    earlier = exists().where(
        EARLIER.claim_id == ClaimSubject.claim_id,
        EARLIER.source_id == survivor_of(INTO),
        EARLIER.id < ClaimSubject.id,
    )
    counted = case((earlier, null()), else_=survivor_of(INTO))
    wrong = exists().where(
        ClaimSubject.claim_id == Claim.id,
        INTO.id == ClaimSubject.printed_source_id,
        ClaimSubject.source_id.is_distinct_from(counted),
    )
    return violations(Claim, viewer, wrong)


@prepared(ViolationRow)
def identities(*, viewer: Viewer) -> AnySelect:
    """Select merged sources that are judged different from their survivor."""
    judged_different = exists().where(
        Identity.judgement == "different",
        Identity.superseded_at.is_(None),
        (Identity.source_a_id == Source.id) & (Identity.source_b_id == OTHER.id)
        | (Identity.source_b_id == Source.id) & (Identity.source_a_id == OTHER.id),
        survivor_of(OTHER) == Source.survivor_id,
    )
    return violations(Source, viewer, judged_different)


def _has_wrong_survivor(model: Any) -> ColumnElement[bool]:  # noqa: ANN401 - a mapped class
    """Match merged records whose survivor is not the survivor of their target."""
    into = aliased(model)
    return exists().where(
        into.id == model.merged_into_id, survivor_of(into) != model.survivor_id
    )
