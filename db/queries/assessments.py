"""Reads of assessments of facts, with their evidence."""

from db.engine.aliases import aliased
from db.engine.prepared import parameter, prepared
from db.engine.rows import Row, StoredInstant, column, labels_by
from db.models import Article, Assessment, Claim, Evidence, Fact, Source
from db.models.assessment import Bearing, Verdict
from db.queries.filters import binds
from db.queries.keyset import Order, Place, keyset_page
from db.queries.ref_columns import OUTLET, ArticleColumns, label_of, referring
from db.queries.survivors import survivor_of
from db.queries.visibility import visible
from db.values.types import AnySelect, UtcDateTime
from db.values.viewer import Viewer

ASSESSOR = aliased(Source, name="assessor")
LATEST_HELD = Order((Assessment.as_of, Assessment.id), descending=True)


class AssessmentRow(Row):
    """An assessment of a fact; a null assessor means our own desk."""

    id: int = column(Assessment.id)
    fact_id: int = column(Assessment.fact_id)
    assessor_id: int | None = column(Assessment.assessor_id)
    assessor_name: str | None = column(ASSESSOR.name)
    assessor_kind: str | None = column(ASSESSOR.kind)
    assessor_label: str | None = column(label_of(ASSESSOR))
    labels = labels_by(assessor_label="assessor_id")
    # The survivor of the assessor.
    held_by_id: int | None = column(survivor_of(ASSESSOR))
    verdict: Verdict = column(Assessment.verdict)
    verdict_text: str | None = column(Assessment.verdict_text)
    probability: float | None = column(Assessment.probability)
    as_of: StoredInstant = column(Assessment.as_of)
    rationale: str | None = column(Assessment.rationale)
    reason: str | None = column(Assessment.reason)
    created_at: StoredInstant = column(Assessment.created_at)


class EvidenceRow(ArticleColumns):
    """Evidence for an assessment: a claim, an article or an address."""

    assessment_id: int = column(Evidence.assessment_id)
    claim_id: int | None = column(Evidence.claim_id)
    claim_text: str | None = column(Claim.text)
    article_id: int | None = column(Evidence.article_id)
    url: str | None = column(Evidence.url)
    bearing: Bearing = column(Evidence.bearing)


def select_assessments(viewer: Viewer) -> AnySelect:
    """Select assessments before ``until`` by our own desk or a visible assessor."""
    return (
        AssessmentRow.select()
        .select_from(Assessment)
        .join(Fact, Fact.id == Assessment.fact_id)
        .outerjoin(ASSESSOR, ASSESSOR.id == Assessment.assessor_id)
        .where(Assessment.superseded_at.is_(None))
        .where(Assessment.as_of < parameter("until", UtcDateTime()))
        .where(
            Assessment.assessor_id.is_(None) | visible(ASSESSOR, viewer, withdrawn=True)
        )
    )


def _selected(viewer: Viewer) -> AnySelect:
    return select_assessments(viewer).where(Assessment.fact_id == parameter("fact"))


@prepared(AssessmentRow)
def get_assessment(*, viewer: Viewer) -> AnySelect:
    """Select the assessment ``assessment`` of the fact ``fact``."""
    return _selected(viewer).where(
        Assessment.id == parameter("assessment"), visible(Fact, viewer, withdrawn=True)
    )


@prepared(AssessmentRow)
def list_assessments(
    *, place: Place = Place(), limit: int, viewer: Viewer
) -> AnySelect:
    """Select a page of the assessments of the fact ``fact``, the latest first."""
    statement = _selected(viewer).where(visible(Fact, viewer, withdrawn=True))
    return keyset_page(statement, LATEST_HELD, place, limit=limit)


@prepared(AssessmentRow)
def list_held(*, viewer: Viewer) -> AnySelect:
    """Select all assessments of the fact ``fact``, the earliest first."""
    statement = _selected(viewer).where(visible(Fact, viewer, withdrawn=True))
    return statement.order_by(Assessment.as_of, Assessment.id)


@prepared(AssessmentRow)
def list_held_on(*, count: int, viewer: Viewer) -> AnySelect:
    """Select all assessments of ``count`` facts, the earliest first."""
    statement = select_assessments(viewer).where(
        Assessment.fact_id.in_(binds("fact", count)),
        visible(Fact, viewer, withdrawn=True),
    )
    return statement.order_by(Assessment.as_of, Assessment.id)


@prepared(EvidenceRow)
def list_evidence(*, count: int = 1, viewer: Viewer) -> AnySelect:
    """Select the visible evidence of ``count`` assessments."""
    claim_seen = Evidence.claim_id.is_(None) | visible(Claim, viewer, withdrawn=True)
    article_seen = Evidence.article_id.is_(None) | visible(
        Article, viewer, withdrawn=True
    )
    statement = (
        EvidenceRow.select()
        .select_from(Evidence)
        .outerjoin(Claim, Claim.id == Evidence.claim_id)
        .outerjoin(Article, Article.id == Evidence.article_id)
        .where(Evidence.assessment_id.in_(binds("assessment", count)))
        .where(claim_seen, article_seen)
        .order_by(Evidence.assessment_id, Evidence.id)
    )
    return referring(statement, OUTLET, Article.outlet_id, viewer=viewer)
