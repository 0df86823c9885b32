"""Reads over what assessors held about facts, and what that rests on."""

from sqlalchemy import select
from sqlalchemy.orm import aliased

from db.engine.prepared import parameter, untyped
from db.models import Article, Assessment, Claim, Evidence, Fact, Source
from db.queries.filters import binds
from db.queries.keyset import Order, Place, keyset_page
from db.queries.ref_columns import article_columns, referring, source_columns
from db.queries.visibility import visible
from db.values.types import AnySelect, UtcDateTime
from db.values.viewer import Viewer

ASSESSOR = aliased(Source, name="assessor")
OUTLET = aliased(Source, name="outlet")
LATEST_HELD = Order((Assessment.as_of, Assessment.id), descending=True)


ROW = (
    Assessment.id,
    Assessment.fact_id,
    Assessment.assessor_id,
    *source_columns(ASSESSOR, "assessor"),
    Assessment.verdict,
    Assessment.verdict_text,
    Assessment.probability,
    Assessment.as_of,
    Assessment.rationale,
    Assessment.reason,
    Assessment.created_at,
)


def _selected(viewer: Viewer) -> AnySelect:
    """Select what was held before ``until``, by our own desk or who may be seen."""
    return (
        select(*ROW)
        .join(Fact, Fact.id == Assessment.fact_id)
        .outerjoin(ASSESSOR, ASSESSOR.id == Assessment.assessor_id)
        .where(Assessment.fact_id == parameter("fact"))
        .where(Assessment.superseded_at.is_(None))
        .where(Assessment.as_of < parameter("until", UtcDateTime()))
        .where(
            Assessment.assessor_id.is_(None) | visible(ASSESSOR, viewer, withdrawn=True)
        )
    )


@untyped
def get_assessment(*, viewer: Viewer) -> AnySelect:
    """Select the assessment ``assessment`` of the fact ``fact``."""
    return _selected(viewer).where(
        Assessment.id == parameter("assessment"), visible(Fact, viewer, withdrawn=True)
    )


@untyped
def list_assessments(
    *, place: Place = Place(), limit: int, viewer: Viewer
) -> AnySelect:
    """Select what was held of the fact ``fact`` before ``until``, the latest first."""
    statement = _selected(viewer).where(visible(Fact, viewer, withdrawn=True))
    return keyset_page(statement, LATEST_HELD, place, limit=limit)


@untyped
def list_held(*, viewer: Viewer) -> AnySelect:
    """Select all that was held of the fact ``fact`` before ``until``, as time went."""
    statement = _selected(viewer).where(visible(Fact, viewer, withdrawn=True))
    return statement.order_by(Assessment.as_of, Assessment.id)


@untyped
def list_evidence(*, count: int = 1, viewer: Viewer) -> AnySelect:
    """Select what ``count`` assessments rest on, as far as it may be seen."""
    claim_seen = Evidence.claim_id.is_(None) | visible(Claim, viewer, withdrawn=True)
    article_seen = Evidence.article_id.is_(None) | visible(
        Article, viewer, withdrawn=True
    )
    statement = (
        select(
            Evidence.assessment_id,
            Evidence.claim_id,
            Claim.text.label("claim_text"),
            Evidence.article_id,
            *article_columns(Article, OUTLET, "article"),
            Evidence.url,
            Evidence.bearing,
        )
        .outerjoin(Claim, Claim.id == Evidence.claim_id)
        .outerjoin(Article, Article.id == Evidence.article_id)
        .where(Evidence.assessment_id.in_(binds("assessment", count)))
        .where(claim_seen, article_seen)
        .order_by(Evidence.assessment_id, Evidence.id)
    )
    return referring(statement, OUTLET, Article.outlet_id, viewer=viewer)
