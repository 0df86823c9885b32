"""Reads of how claims bear on facts, for all that is derived from it.

What bears on something is found first, and then read some at a time, so that others
have their turn in between. Only claims that were reviewed count, also if they are
disputed. ``of`` says which ones:

* ``fact``: those that bear on the fact with the id ``fact``;
* ``source``: those with the source ``source`` in their chain, on whatever facts;
* ``page``: of these, those on the facts from ``fact_first`` to ``fact_last``;
* ``printed``: those in articles of the outlet ``outlet``;
* ``descriptor``: those of unnamed sources called ``descriptor``, folded, at ``outlet``.

With ``as_of`` only those count whose articles were surely out before ``until``.
"""

from typing import Literal

from sqlalchemy import BigInteger, ColumnElement, String, select
from sqlalchemy.orm import aliased

from db.engine.prepared import parameter, untyped
from db.models import (
    Affiliation,
    Article,
    Assessment,
    Attribution,
    Claim,
    Fact,
    Outcome,
    Source,
    Stance,
)
from db.models.source import UNNAMED
from db.queries.facts import KNOWN, code_for, latest
from db.queries.filters import binds
from db.queries.keyset import Order, Place, keyset_page
from db.queries.known_by import published
from db.queries.ref_columns import article_columns, referring
from db.queries.survivors import family_of, survivor_of
from db.queries.visibility import visible
from db.values.types import AnySelect
from db.values.viewer import Viewer

Of = Literal["fact", "source", "page", "printed", "descriptor"]

OUTLET = aliased(Source, name="outlet")  # as it lives on after merges
ORGANISATION = aliased(Source, name="organisation")
ROOT = aliased(Article, name="root")
ABOVE = aliased(Article, name="above")  # what that reprints
STEP = aliased(Attribution, name="step")
CALLED = aliased(Source, name="called")
PRINTED = aliased(Claim, name="printed")
COUNTED = ("reviewed", "disputed")
BY_FACT = Order((Fact.id,), descending=False)

ROW = (
    Stance.claim_id,
    Stance.fact_id,
    Fact.slug.label("fact_slug"),
    Fact.statement.label("fact_statement"),
    Stance.stance,
    Claim.dated_at,
    Claim.dated_basis,
    Claim.probability_low,
    Claim.probability_high,
    Claim.probability_basis,
    Claim.text,
    Claim.article_id,
    *article_columns(Article, OUTLET, "article"),
    ROOT.id.label("root_article_id"),
)


def _in_chain(of: Of) -> ColumnElement[bool]:
    """Match stances by who stands in the chains of their claims, or printed these.

    By lists of claims: with EXISTS, SQLite would go through every stance there is.
    """
    if of == "fact":
        return Stance.fact_id == parameter("fact")
    if of in {"source", "page"}:
        chained = select(STEP.claim_id).where(STEP.source_id == parameter("source"))
        return Stance.claim_id.in_(chained)
    of_outlet = PRINTED.outlet_id == parameter("outlet", BigInteger())
    printed = Stance.claim_id.in_(select(PRINTED.id).where(of_outlet))
    if of == "printed":
        return printed
    called = select(STEP.claim_id).join(CALLED, CALLED.id == STEP.source_id)
    chained = called.where(
        CALLED.folded == parameter("descriptor", String()),
        CALLED.kind.in_(UNNAMED),
    )
    return Stance.claim_id.in_(chained) & printed


def _of(statement: AnySelect, of: Of) -> AnySelect:
    """Narrow a select from stances to those that are asked for, and stand."""
    statement = statement.where(Stance.superseded_at.is_(None), _in_chain(of))
    if of == "page":
        ends = parameter("fact_first"), parameter("fact_last")
        statement = statement.where(Stance.fact_id.between(*ends))
    return statement


def _counted(statement: AnySelect, viewer: Viewer, *, as_of: bool) -> AnySelect:
    """Narrow a select from stances and their claims to those that count.

    A stance on a merged fact does not: the claim has one on the survivor as well.
    """
    statement = (
        statement.join(Fact, Fact.id == Stance.fact_id)
        .where(Stance.superseded_at.is_(None), Claim.review.in_(COUNTED))
        .where(Fact.merged_into_id.is_(None))
        .where(visible(Claim, viewer), visible(Fact, viewer))
    )
    return statement.where(published(Article)) if as_of else statement


@untyped
def list_bearing_stances(*, of: Of, viewer: Viewer) -> AnySelect:
    """Select the ids of the stances that are asked for, whether they count or not."""
    statement = _of(select(Stance.id).select_from(Stance), of)
    seen = statement.join(Fact, Fact.id == Stance.fact_id).where(visible(Fact, viewer))
    return seen.order_by(Stance.claim_id, Stance.fact_id)


@untyped
def list_bearings(*, count: int, as_of: bool = False, viewer: Viewer) -> AnySelect:
    """Select how claims bear on facts by ``count`` stances, if they count."""
    statement = (
        select(*ROW)
        .select_from(Stance)
        .join(Claim, Claim.id == Stance.claim_id)
        .join(Article, Article.id == Claim.article_id)
        .where(Stance.id.in_(binds("stance", count)))
    )
    for target, key in ((OUTLET, Claim.outlet_id), (ROOT, Article.root_article_id)):
        statement = referring(statement, target, key, viewer=viewer)
    return _counted(statement, viewer, as_of=as_of)


@untyped
def list_bearing_steps(*, count: int, viewer: Viewer) -> AnySelect:
    """Select the chains of ``count`` claims; an empty one as one row of nulls."""
    return (
        select(
            Claim.id.label("claim_id"),
            Attribution.position,
            Attribution.is_origin,
            Attribution.source_id,
        )
        .outerjoin(Attribution, Attribution.claim_id == Claim.id)
        .where(Claim.id.in_(binds("claim", count)), visible(Claim, viewer))
        .order_by(Claim.id, Attribution.position, Attribution.seq)
    )


@untyped
def list_bearing_sources(*, count: int, viewer: Viewer) -> AnySelect:
    """Select ``count`` sources that stand in chains."""
    return select(
        Source.id,
        Source.name,
        Source.kind,
        Source.article_id,
        Source.folded,
        Source.ordinal,
    ).where(Source.id.in_(binds("source", count)), visible(Source, viewer))


@untyped
def list_bearing_ties(*, count: int, viewer: Viewer) -> AnySelect:
    """Select whom ``count`` sources belong to, and those merged into them."""
    sources = binds("source", count)
    tied = Source.id.in_(sources) | Source.survivor_id.in_(sources)
    return (
        select(
            survivor_of(Source).label("source_id"),
            survivor_of(ORGANISATION).label("organisation_id"),
            Affiliation.relation,
        )
        .select_from(Affiliation)
        .join(Source, Source.id == Affiliation.source_id)
        .join(ORGANISATION, ORGANISATION.id == Affiliation.organisation_id)
        .where(tied, visible(Source, viewer))
        .where(visible(ORGANISATION, viewer, withdrawn=True))
        .order_by(Affiliation.id)
    )


@untyped
def list_bearing_roots(*, count: int, viewer: Viewer) -> AnySelect:
    """Select ``count`` articles and what they reprint, up to the first of them."""
    seen = visible(ROOT, viewer)
    roots = (
        select(ROOT.id, ROOT.root_article_id, ROOT.outlet_id)
        .where(ROOT.id.in_(binds("root", count)), seen)
        .cte("roots", recursive=True)
    )
    above = select(ROOT.id, ROOT.root_article_id, ROOT.outlet_id)
    # Not UNION ALL: that would never end in a circle.
    roots = roots.union(above.where(ROOT.id == roots.c.root_article_id, seen))
    outlet_id = survivor_of(OUTLET).label("outlet_id")
    columns = (roots.c.id, ABOVE.id.label("root_article_id"), outlet_id)
    statement = select(*columns).select_from(roots)
    statement = referring(statement, ABOVE, roots.c.root_article_id, viewer=viewer)
    return referring(statement, OUTLET, roots.c.outlet_id, viewer=viewer)


def _facts(of: Of, viewer: Viewer, *, as_of: bool) -> AnySelect:
    """Select the facts that claims bear on which are asked for, and count."""
    statement = _of(select(Stance.fact_id).select_from(Stance), of)
    statement = statement.join(Claim, Claim.id == Stance.claim_id)
    if as_of:
        statement = statement.join(Article, Article.id == Claim.article_id)
    return _counted(statement, viewer, as_of=as_of)


@untyped
def list_bearing_facts(
    *,
    of: Of,
    as_of: bool = False,
    place: Place = Place(),
    limit: int,
    viewer: Viewer,
) -> AnySelect:
    """Select a page of the facts that those claims bear on, as they stood then."""
    facts = _facts(of, viewer, as_of=as_of)
    statement = (
        select(Fact.id, Fact.slug, Fact.statement, code_for(viewer).label("code"))
        .outerjoin(Outcome, (Outcome.fact_id == Fact.id) & KNOWN)
        .where(Fact.id.in_(facts))
    )
    return keyset_page(statement, BY_FACT, place, limit=limit)


@untyped
def list_bearing_outcomes(*, of: Of, as_of: bool = False, viewer: Viewer) -> AnySelect:
    """Select how those facts turned out, as far as that was known before ``until``."""
    facts = _facts(of, viewer, as_of=as_of)
    return select(Outcome.fact_id, Outcome.value, Outcome.known_at.label("at")).where(
        KNOWN, Outcome.fact_id.in_(facts)
    )


@untyped
def list_bearing_verdicts(*, of: Of, as_of: bool = False, viewer: Viewer) -> AnySelect:
    """Select what ``assessor``, or with none our own desk, held of those facts last."""
    facts = _facts(of, viewer, as_of=as_of)
    nobody = parameter("assessor", BigInteger()).is_(None)
    return (
        select(
            Assessment.fact_id,
            Assessment.verdict.label("value"),
            Assessment.as_of.label("at"),
        )
        .where(
            latest(viewer),
            Assessment.assessor_id.in_(family_of("assessor", viewer))
            | (Assessment.assessor_id.is_(None) & nobody),
            Assessment.fact_id.in_(facts),
        )
        .order_by(Assessment.as_of, Assessment.id)
    )
