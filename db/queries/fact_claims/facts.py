"""The facts of claims, and the resolutions of these facts."""

from sqlalchemy import BigInteger, select

from db.engine.prepared import parameter, prepared
from db.models import Article, Assessment, Claim, Fact, Outcome, Stance
from db.queries.assessments import AssessmentRow, select_assessments
from db.queries.fact_claims.orders import BY_FACT
from db.queries.fact_claims.rows import FactStateRow, ResolutionRow
from db.queries.fact_claims.scopes import ScopeKind, counted, in_scope
from db.queries.facts import KNOWN_OUTCOME, code_for, latest
from db.queries.filters import binds
from db.queries.keyset import Place, keyset_page
from db.queries.survivors import family_of
from db.queries.visibility import visible
from db.values.types import AnySelect
from db.values.viewer import Viewer


@prepared(FactStateRow)
def list_facts_of_claims(
    *,
    scope: ScopeKind,
    as_of: bool = False,
    place: Place = Place(),
    limit: int,
    viewer: Viewer,
) -> AnySelect:
    """Select a page of the facts of claims, with their states at ``until``."""
    facts = _facts(scope, viewer, as_of=as_of)
    statement = _with_states(viewer).where(Fact.id.in_(facts))
    return keyset_page(statement, BY_FACT, place, limit=limit)


@prepared(FactStateRow)
def list_fact_states(*, count: int, viewer: Viewer) -> AnySelect:
    """Select ``count`` facts, with their states at ``until``."""
    of_these = Fact.id.in_(binds("fact", count)), visible(Fact, viewer)
    return _with_states(viewer).where(*of_these).order_by(Fact.id)


@prepared(ResolutionRow)
def list_outcomes_of_facts(
    *, scope: ScopeKind, as_of: bool = False, viewer: Viewer
) -> AnySelect:
    """Select the outcomes of these facts that were known before ``until``."""
    facts = _facts(scope, viewer, as_of=as_of)
    return ResolutionRow.select().where(KNOWN_OUTCOME, Outcome.fact_id.in_(facts))


@prepared(ResolutionRow)
def list_verdicts_on_facts(
    *, scope: ScopeKind, as_of: bool = False, viewer: Viewer
) -> AnySelect:
    """Select the latest verdicts of ``assessor`` on these facts.

    If ``assessor`` is null, select those of our own desk.
    """
    facts = _facts(scope, viewer, as_of=as_of)
    no_assessor = parameter("assessor", BigInteger()).is_(None)
    return (
        select(
            Assessment.fact_id,
            Assessment.verdict.label("value"),
            Assessment.as_of.label("at"),
        )
        .where(
            latest(viewer),
            Assessment.assessor_id.in_(family_of("assessor", viewer))
            | (Assessment.assessor_id.is_(None) & no_assessor),
            Assessment.fact_id.in_(facts),
        )
        .order_by(Assessment.as_of, Assessment.id)
    )


@prepared(AssessmentRow)
def list_assessments_of_facts(
    *, scope: ScopeKind, as_of: bool = False, viewer: Viewer
) -> AnySelect:
    """Select all assessments of these facts before ``until``, the earliest first."""
    facts = _facts(scope, viewer, as_of=as_of)
    return (
        select_assessments(viewer)
        .where(Assessment.fact_id.in_(facts))
        .order_by(Assessment.as_of, Assessment.id)
    )


def _with_states(viewer: Viewer) -> AnySelect:
    return FactStateRow.select(code=code_for(viewer)).outerjoin(
        Outcome, (Outcome.fact_id == Fact.id) & KNOWN_OUTCOME
    )


def _facts(scope: ScopeKind, viewer: Viewer, *, as_of: bool) -> AnySelect:
    """Select the ids of the facts of the claims that count in a scope."""
    statement = in_scope(select(Stance.fact_id).select_from(Stance), scope)
    statement = statement.join(Claim, Claim.id == Stance.claim_id)
    if as_of:
        statement = statement.join(Article, Article.id == Claim.article_id)
    return counted(statement, viewer, as_of=as_of)
