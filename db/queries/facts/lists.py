"""Reads of facts as of an instant; ``until`` is the first instant after it."""

from sqlalchemy import ColumnElement, Integer, String, exists, func, or_, select

from db.engine.prepared import parameter, prepared
from db.models import Article, Assessment, Claim, Fact, Outcome, Stance
from db.queries.facts.lookups import HAS_SLUG, LIVE_FIRST
from db.queries.facts.rows import PARENT, SURVIVOR, FactRow
from db.queries.facts.states import DEADLINE, KNOWN_OUTCOME, code_for, latest
from db.queries.filters import (
    Binds,
    Filter,
    Shape,
    conditions,
    one_of,
    since,
)
from db.queries.keyset import Order, Place, keyset_page
from db.queries.known_by import UNTIL, published
from db.queries.ref_columns import referring
from db.queries.rows import TotalRow, count_up_to
from db.queries.search import (
    has_words,
    in_index,
    newest_found,
    page_of_found,
    split_search,
)
from db.queries.visibility import visible
from db.queries.word_indexes import FACTS
from db.values.totals import MAX_TOTAL
from db.values.types import AnySelect, UtcDateTime
from db.values.viewer import Viewer

ORDERS = {
    "-recorded": Order((Fact.created_at, Fact.id), descending=True),
    "recorded": Order((Fact.created_at, Fact.id), descending=False),
    "resolves_by": Order((Fact.resolves_by, Fact.id), descending=False, nullable=True),
}


def _verdicts(given: Binds, viewer: Viewer) -> ColumnElement[bool]:
    assessed = exists().where(
        Assessment.fact_id == Fact.id, latest(viewer), Assessment.verdict.in_(given)
    )
    return assessed.correlate(Fact)  # only Fact, not tables of an enclosing count


def _outcomes(given: Binds, _: Viewer) -> ColumnElement[bool]:
    return func.coalesce(Outcome.value, "none").in_(given)


def _resolved_by(given: Binds, _: Viewer) -> ColumnElement[bool]:
    return or_(*(Fact.resolves_by < at for at in given)) & Outcome.id.is_(None)


def _overdue(given: Binds, _: Viewer) -> ColumnElement[bool]:
    return or_(*(at > DEADLINE for at in given)) & Outcome.id.is_(None)


FILTERS: dict[str, Filter] = {
    "code": (Integer(), lambda given, viewer: code_for(viewer).in_(given)),
    "verdict": (String(), _verdicts),
    "outcome": (String(), _outcomes),
    "kind": one_of(Fact.kind),
    "due_before": (UtcDateTime(), _resolved_by),
    "due_since": since(DEADLINE),
    "overdue": (UtcDateTime(), _overdue),
}


def _existed(viewer: Viewer) -> ColumnElement[bool]:
    """Match facts opened, claimed, assessed or resolved before ``until``."""
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
    """Select facts with their parents, survivors and outcomes."""
    statement = FactRow.select(code=code_for(viewer)).select_from(Fact)
    statement = referring(statement, PARENT, Fact.parent_id, viewer=viewer)
    statement = referring(statement, SURVIVOR, Fact.merged_into_id, viewer=viewer)
    return statement.outerjoin(Outcome, (Outcome.fact_id == Fact.id) & KNOWN_OUTCOME)


@prepared(FactRow)
def get_fact(*, by: str = "id", viewer: Viewer, withdrawn: bool = False) -> AnySelect:
    """Select the fact ``fact``, given by id or slug."""
    seen = visible(Fact, viewer, withdrawn=withdrawn)
    found = _selected(viewer).where(seen)
    if by == "id":
        return found.where(Fact.id == parameter("fact"))
    return found.where(HAS_SLUG).order_by(*LIVE_FIRST).limit(1)


@prepared(FactRow)
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
    """Select a page of the facts that match every filter of ``shape``."""
    seen = visible(Fact, viewer, withdrawn=withdrawn)
    found = listed_facts(shape, viewer, seen=seen, as_of=as_of)
    if has_words(shape):
        ids, order = select(Fact.id).where(*found), ORDERS[sort]
        whole = _selected(viewer)
        return page_of_found(whole, ids, order=order, place=place, limit=limit)
    statement = _selected(viewer).where(*found)
    return keyset_page(statement, ORDERS[sort], place, limit=limit)


@prepared(TotalRow)
def count_facts(
    *,
    shape: Shape = (),
    viewer: Viewer,
    withdrawn: bool = False,
    as_of: bool = False,
    most: int = MAX_TOTAL + 1,
) -> AnySelect:
    """Select how many facts match every filter of ``shape``, up to ``most``."""
    seen = visible(Fact, viewer, withdrawn=withdrawn)
    known = (Outcome.fact_id == Fact.id) & KNOWN_OUTCOME
    facts = select(Fact.id).outerjoin(Outcome, known)
    found = listed_facts(shape, viewer, seen=seen, as_of=as_of)
    return count_up_to(most, facts.where(*found))


def fact_conditions(
    shape: Shape, viewer: Viewer, *, as_of: bool
) -> list[ColumnElement[bool]]:
    """Return the conditions of unmerged facts.

    With ``as_of``, only facts known before ``until``.
    """
    existed = [_existed(viewer)] if as_of else []
    unmerged = Fact.merged_into_id.is_(None)
    search, others = split_search(shape)
    found = in_index(search, Fact.id, FACTS)
    return [unmerged, *existed, *found, *conditions(others, FILTERS, viewer)]


def listed_facts(
    shape: Shape, viewer: Viewer, *, seen: ColumnElement[bool], as_of: bool
) -> list[ColumnElement[bool]]:
    """Return the conditions of facts in a list.

    ``seen`` matches the facts that the viewer may see. A search lists only the newest
    matches.
    """
    search, others = split_search(shape)
    matching = [seen, *fact_conditions(others, viewer, as_of=as_of)]
    if not search:
        return matching
    known = (Outcome.fact_id == Fact.id) & KNOWN_OUTCOME
    records = select(Fact.id).outerjoin(Outcome, known).where(*matching)
    return [newest_found(search, FACTS, records)]
