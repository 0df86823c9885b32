"""Reads over facts as they stood at an instant: ``until`` is the one behind it."""

from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    String,
    and_,
    case,
    exists,
    func,
    or_,
    select,
)
from sqlalchemy.orm import aliased

from db.engine.prepared import parameter, untyped
from db.models import Article, Assessment, Claim, Fact, Outcome, Source, Stance
from db.models.fact_state import CODES, DUE, OUTCOME, OUTCOMES, SIDES
from db.queries.filters import (
    Binds,
    Filter,
    Shape,
    binds,
    conditions,
    contains_words,
    one_of,
    since,
)
from db.queries.keyset import Order, Place, keyset_page
from db.queries.known_by import UNTIL, published
from db.queries.ref_columns import referring
from db.queries.survivors import survivor_of
from db.queries.visibility import refers, visible
from db.values.types import AnySelect, EndOfDate, UtcDateTime
from db.values.viewer import Viewer

PARENT = aliased(Fact, name="parent")
SURVIVOR = aliased(Fact, name="survivor")
NEWER = aliased(Assessment, name="newer")
ASSESSOR = aliased(Source, name="assessor")

ORDERS = {
    "-recorded": Order((Fact.created_at, Fact.id), descending=True),
    "recorded": Order((Fact.created_at, Fact.id), descending=False),
    "resolves_by": Order((Fact.resolves_by, Fact.id), descending=False, nullable=True),
}


def _assessor_of(assessment: Any) -> ColumnElement[int]:  # noqa: ANN401 - or its alias
    """Return who held something, as they now live on; nobody is our own desk."""
    return (
        select(survivor_of(ASSESSOR))
        .where(ASSESSOR.id == assessment.assessor_id)
        .correlate(assessment)
        .scalar_subquery()
    )


KNOWN = Outcome.superseded_at.is_(None) & (Outcome.known_at < UNTIL)


def _held(assessment: Any, viewer: Viewer) -> ColumnElement[bool]:  # noqa: ANN401 - or its alias
    """Match what stands of what was held by then, by whoever may be seen."""
    seen = refers(assessment.assessor_id, Source, viewer)
    return and_(
        assessment.superseded_at.is_(None),
        assessment.as_of < UNTIL,
        assessment.assessor_id.is_(None) | seen,
    )


def latest(viewer: Viewer) -> ColumnElement[bool]:
    """Match the verdicts that each assessor held last by then."""
    return _held(Assessment, viewer) & ~exists().where(
        NEWER.fact_id == Assessment.fact_id,
        _assessor_of(NEWER).is_not_distinct_from(_assessor_of(Assessment)),
        NEWER.as_of > Assessment.as_of,
        _held(NEWER, viewer),
    )


def _sides(viewer: Viewer) -> ColumnElement[int]:
    """Return the sum of the sides that the latest verdicts take, each side once."""
    taken = [
        func.coalesce(
            func.max(case((Assessment.verdict.in_(verdicts), side), else_=0)), 0
        )
        for side in sorted(set(SIDES.values()))
        for verdicts in ([name for name, taken in SIDES.items() if taken == side],)
    ]
    return (
        select(sum(taken[1:], taken[0]))
        .where(Assessment.fact_id == Fact.id, latest(viewer))
        .correlate(Fact)
        .scalar_subquery()
    )


OUTCOME_PLACE = case(
    *((Outcome.value == value, place) for place, value in enumerate(OUTCOMES, 1)),
    else_=0,
)
DEADLINE = EndOfDate(Fact.resolves_by)
IS_DUE = case((DEADLINE < UNTIL, DUE), else_=0)


def code_for(viewer: Viewer) -> ColumnElement[int]:
    """Return the code of a fact's state, as far as what decides it may be seen."""
    return OUTCOME_PLACE * OUTCOME + _sides(viewer) + IS_DUE


CALLED = Fact.slug == parameter("fact")
# A withdrawn fact may have left its slug to a live one, a restricted one share it.
FIRST = (Fact.withdrawn_at.is_not(None), Fact.visibility, Fact.id.desc())
ROW = (
    Fact.id,
    Fact.version,
    Fact.slug,
    Fact.statement,
    Fact.kind,
    Fact.resolution_criteria,
    Fact.opens_at,
    Fact.closes_at,
    Fact.resolves_by,
    Fact.place,
    PARENT.id.label("parent_id"),
    PARENT.slug.label("parent_slug"),
    PARENT.statement.label("parent_statement"),
    SURVIVOR.id.label("merged_into_id"),
    SURVIVOR.slug.label("merged_into_slug"),
    SURVIVOR.statement.label("merged_into_statement"),
    Outcome.id.label("outcome_id"),
    Outcome.value.label("outcome_value"),
    Outcome.occurred_from,
    Outcome.occurred_to,
    Outcome.occurred_precision,
    Outcome.occurred_text,
    Outcome.known_at,
    Outcome.rationale,
    Outcome.reason,
    Outcome.created_at.label("outcome_created_at"),
    Fact.visibility,
    Fact.embargo_until,
    Fact.note,
    Fact.created_at,
    Fact.updated_at,
    Fact.withdrawn_at,
)


def _verdicts(given: Binds, viewer: Viewer) -> ColumnElement[bool]:
    held = exists().where(
        Assessment.fact_id == Fact.id, latest(viewer), Assessment.verdict.in_(given)
    )
    return held.correlate(Fact)  # not what facts are counted by


def _outcomes(given: Binds, _: Viewer) -> ColumnElement[bool]:
    return func.coalesce(Outcome.value, "none").in_(given)


def _resolved_by(given: Binds, _: Viewer) -> ColumnElement[bool]:
    return or_(*(Fact.resolves_by < at for at in given)) & Outcome.id.is_(None)


def _overdue(given: Binds, _: Viewer) -> ColumnElement[bool]:
    return or_(*(at > DEADLINE for at in given)) & Outcome.id.is_(None)


FILTERS: dict[str, Filter] = {
    "q": (String(), contains_words(Fact.folded)),
    "code": (Integer(), lambda given, viewer: code_for(viewer).in_(given)),
    "verdict": (String(), _verdicts),
    "outcome": (String(), _outcomes),
    "kind": one_of(Fact.kind),
    "due_before": (UtcDateTime(), _resolved_by),
    "due_since": since(DEADLINE),
    "overdue": (UtcDateTime(), _overdue),
}


def _heard_of(viewer: Viewer) -> ColumnElement[bool]:
    """Match facts that could be asked then: opened, claimed, assessed or settled."""
    claimed = (
        exists()
        .where(Stance.fact_id == Fact.id, Stance.superseded_at.is_(None))
        .where(Claim.id == Stance.claim_id, visible(Claim, viewer))
        .where(Article.id == Claim.article_id, published(Article))
    )
    assessed = (
        exists().where(Assessment.fact_id == Fact.id, latest(viewer)).correlate(Fact)
    )
    return or_(Fact.opens_at < UNTIL, Outcome.id.is_not(None), assessed, claimed)


def _selected(viewer: Viewer) -> AnySelect:
    """Select facts with what they are part of, live on in, and how they turned out."""
    statement = select(*ROW, code_for(viewer).label("code")).select_from(Fact)
    statement = referring(statement, PARENT, Fact.parent_id, viewer=viewer)
    statement = referring(statement, SURVIVOR, Fact.merged_into_id, viewer=viewer)
    return statement.outerjoin(Outcome, (Outcome.fact_id == Fact.id) & KNOWN)


@untyped
def get_fact(*, by: str = "id", viewer: Viewer, withdrawn: bool = False) -> AnySelect:
    """Select the fact ``fact``, which is its id or its slug."""
    seen = visible(Fact, viewer, withdrawn=withdrawn)
    found = _selected(viewer).where(seen)
    if by == "id":
        return found.where(Fact.id == parameter("fact"))
    return found.where(CALLED).order_by(*FIRST).limit(1)


@untyped
def find_fact_id(*, viewer: Viewer, withdrawn: bool = False) -> AnySelect:
    """Select the id of the fact whose slug is ``fact``."""
    seen = visible(Fact, viewer, withdrawn=withdrawn)
    return select(Fact.id).where(seen, CALLED).order_by(*FIRST).limit(1)


@untyped
def list_facts(
    *,
    shape: Shape = (),
    sort: str = "-recorded",
    place: Place = Place(),
    limit: int,
    viewer: Viewer,
    withdrawn: bool = False,
    as_of: bool = False,
) -> AnySelect:
    """Select a page of the facts that every filter of ``shape`` lets through."""
    statement = _selected(viewer).where(
        visible(Fact, viewer, withdrawn=withdrawn),
        *fact_conditions(shape, viewer, as_of=as_of),
    )
    return keyset_page(statement, ORDERS[sort], place, limit=limit)


@untyped
def count_facts(
    *,
    shape: Shape = (),
    viewer: Viewer,
    withdrawn: bool = False,
    as_of: bool = False,
) -> AnySelect:
    """Select how many facts every filter of ``shape`` lets through."""
    seen = visible(Fact, viewer, withdrawn=withdrawn)
    counted = select(func.count(Fact.id).label("total")).select_from(Fact)
    return counted.outerjoin(Outcome, (Outcome.fact_id == Fact.id) & KNOWN).where(
        seen, *fact_conditions(shape, viewer, as_of=as_of)
    )


def fact_conditions(
    shape: Shape, viewer: Viewer, *, as_of: bool
) -> list[ColumnElement[bool]]:
    """Return what a fact in a list has to meet; a merged one is in its survivor."""
    heard_of = [_heard_of(viewer)] if as_of else []
    unmerged = Fact.merged_into_id.is_(None)
    return [unmerged, *heard_of, *conditions(shape, FILTERS, viewer)]


@untyped
def find_facts(*, count: int, viewer: Viewer) -> AnySelect:
    """Select which of ``count`` facts exist, and keep them from being withdrawn."""
    return (
        select(Fact.id, Fact.slug, Fact.merged_into_id)
        .where(Fact.id.in_(binds("fact", count)), visible(Fact, viewer))
        .with_for_update(read=True)
    )


@untyped
def find_facts_called(*, by: str, viewer: Viewer) -> AnySelect:
    """Select the facts with the slug or the statement key ``called``."""
    column = {"slug": Fact.slug, "statement_key": Fact.statement_key}[by]
    return (
        select(Fact.id, Fact.slug, Fact.statement, Fact.merged_into_id)
        .where(column == parameter("called"), visible(Fact, viewer))
        .order_by(Fact.visibility, Fact.id)
    )


@untyped
def find_slugs(*, count: int, viewer: Viewer) -> AnySelect:
    """Select which of ``count`` slugs live facts have."""
    return select(Fact.slug).where(
        Fact.slug.in_(binds("slug", count, String())), visible(Fact, viewer)
    )


def named_codes(states: Any) -> list[int]:  # noqa: ANN401 - an iterable of states
    """Return the values of the filter ``code`` for facts in one of ``states``."""
    return [code for state in states for code in CODES[state]]
