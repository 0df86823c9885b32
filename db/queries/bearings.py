"""Reads of how claims bear on facts, for all that is derived from it.

Only claims that were reviewed count, also if they are disputed. ``of`` says which ones:

* ``fact``: those that bear on the fact with the id ``fact``;
* ``source``: those with the source ``source`` in their chain, on whatever facts;
* ``page``: of these, those on the facts from ``fact_first`` to ``fact_last``;
* ``printed``: those in articles of the outlet ``outlet``;
* ``descriptor``: those of unnamed sources called ``descriptor``, folded, at ``outlet``.

With ``as_of`` only those count whose articles were surely out before ``until``.
"""

from typing import Any, Literal

from sqlalchemy import BigInteger, ColumnElement, String, select, union
from sqlalchemy.orm import aliased

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
from db.prepared import parameter, prepared
from db.queries.facts import KNOWN, code_for, latest
from db.queries.keyset import Order, Place, keyset_page
from db.queries.published import published
from db.queries.refs import article_columns, referring
from db.queries.survivors import family_of, survivor_of
from db.queries.visibility import visible
from db.types import AnySelect
from db.viewer import Viewer

Of = Literal["fact", "source", "page", "printed", "descriptor"]

OUTLET = aliased(Source, name="outlet")  # as it lives on after merges
ORGANISATION = aliased(Source, name="organisation")
ROOT = aliased(Article, name="root")
ABOVE = aliased(Article, name="above")  # what that reprints
STEP = aliased(Attribution, name="step")
CALLED = aliased(Source, name="called")
COUNTED = ("reviewed", "disputed")
PRINTED = Claim.outlet_id == parameter("outlet", BigInteger())
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
    """Match claims by who stands in their chain, or by who printed them.

    By lists of claims: with EXISTS, SQLite would go through every stance there is.
    """
    if of in {"source", "page"}:
        chained = select(STEP.claim_id).where(STEP.source_id == parameter("source"))
        return Claim.id.in_(chained)
    if of == "descriptor":
        called = select(STEP.claim_id).join(CALLED, CALLED.id == STEP.source_id)
        chained = called.where(
            CALLED.folded == parameter("descriptor", String()),
            CALLED.kind.in_(UNNAMED),
        )
        return Claim.id.in_(chained) & PRINTED
    return PRINTED


def _bearing(statement: AnySelect, of: Of, viewer: Viewer, *, as_of: bool) -> AnySelect:
    """Join a select from stances with their claims and articles, and narrow it."""
    statement = (
        statement.join(Claim, Claim.id == Stance.claim_id)
        .join(Article, Article.id == Claim.article_id)
        .join(Fact, Fact.id == Stance.fact_id)
        .where(Stance.superseded_at.is_(None))
        .where(Claim.review.in_(COUNTED), visible(Claim, viewer), visible(Fact, viewer))
    )
    if of == "fact":
        statement = statement.where(Stance.fact_id == parameter("fact"))
    else:
        statement = statement.where(_in_chain(of))
    if of == "page":
        ends = parameter("fact_first"), parameter("fact_last")
        statement = statement.where(Stance.fact_id.between(*ends))
    return statement.where(published(Article)) if as_of else statement


@prepared
def list_bearings(*, of: Of, as_of: bool = False, viewer: Viewer) -> AnySelect:
    """Select how claims bear on facts, in the order of time."""
    statement = _bearing(select(*ROW).select_from(Stance), of, viewer, as_of=as_of)
    for target, key in (
        (OUTLET, Claim.outlet_id),
        (ROOT, Article.root_article_id),
    ):
        statement = referring(statement, target, key, viewer=viewer)
    return statement.order_by(Claim.dated_at, Claim.id, Stance.fact_id)


@prepared
def list_bearing_steps(*, of: Of, as_of: bool = False, viewer: Viewer) -> AnySelect:
    """Select the chains of those claims."""
    claims = _bearing(select(Stance.claim_id), of, viewer, as_of=as_of)
    return (
        select(
            Attribution.claim_id,
            Attribution.position,
            Attribution.is_origin,
            Attribution.source_id,
        )
        .where(Attribution.claim_id.in_(claims))
        .order_by(Attribution.claim_id, Attribution.position, Attribution.seq)
    )


def _sources(of: Of, viewer: Viewer, *, as_of: bool) -> Any:  # noqa: ANN401 - a select
    claims = _bearing(select(Stance.claim_id), of, viewer, as_of=as_of)
    return select(Attribution.source_id).where(Attribution.claim_id.in_(claims))


@prepared
def list_bearing_sources(*, of: Of, as_of: bool = False, viewer: Viewer) -> AnySelect:
    """Select who stands in the chains of those claims."""
    return select(
        Source.id,
        Source.name,
        Source.kind,
        Source.article_id,
        Source.folded,
        Source.ordinal,
    ).where(
        Source.id.in_(_sources(of, viewer, as_of=as_of)),
        visible(Source, viewer, withdrawn=True),
    )


@prepared
def list_bearing_ties(*, of: Of, as_of: bool = False, viewer: Viewer) -> AnySelect:
    """Select whom these sources belong to."""
    sources = _sources(of, viewer, as_of=as_of)
    merged = select(Source.id).where(
        Source.survivor_id.is_not(None), Source.survivor_id.in_(sources)
    )
    return (
        select(
            survivor_of(Source).label("source_id"),
            survivor_of(ORGANISATION).label("organisation_id"),
            Affiliation.relation,
        )
        .select_from(Affiliation)
        .join(Source, Source.id == Affiliation.source_id)
        .join(ORGANISATION, ORGANISATION.id == Affiliation.organisation_id)
        .where(Affiliation.source_id.in_(union(sources, merged)))
        .where(visible(Source, viewer, withdrawn=True))
        .where(visible(ORGANISATION, viewer, withdrawn=True))
        .order_by(Affiliation.id)
    )


@prepared
def list_bearing_roots(*, of: Of, as_of: bool = False, viewer: Viewer) -> AnySelect:
    """Select what the articles of those claims reprint, up to the first of them."""
    reprinted = select(Article.root_article_id).select_from(Stance)
    reprinted = _bearing(reprinted, of, viewer, as_of=as_of)
    seen = visible(ROOT, viewer, withdrawn=True)
    roots = (
        select(ROOT.id, ROOT.root_article_id, ROOT.outlet_id)
        .where(ROOT.id.in_(reprinted), seen)
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


@prepared
def list_bearing_facts(
    *,
    of: Of,
    as_of: bool = False,
    place: Place = Place(),
    limit: int,
    viewer: Viewer,
) -> AnySelect:
    """Select a page of the facts that those claims bear on, as they stood then."""
    facts = _bearing(select(Stance.fact_id), of, viewer, as_of=as_of)
    statement = (
        select(Fact.id, Fact.slug, Fact.statement, code_for(viewer).label("code"))
        .outerjoin(Outcome, (Outcome.fact_id == Fact.id) & KNOWN)
        .where(Fact.id.in_(facts))
    )
    return keyset_page(statement, BY_FACT, place, limit=limit)


@prepared
def list_bearing_outcomes(*, of: Of, as_of: bool = False, viewer: Viewer) -> AnySelect:
    """Select how those facts turned out, as far as that was known before ``until``."""
    facts = _bearing(select(Stance.fact_id), of, viewer, as_of=as_of)
    return select(Outcome.fact_id, Outcome.value, Outcome.known_at.label("at")).where(
        KNOWN, Outcome.fact_id.in_(facts)
    )


@prepared
def list_bearing_verdicts(*, of: Of, as_of: bool = False, viewer: Viewer) -> AnySelect:
    """Select what ``assessor``, or with none our own desk, held of those facts last."""
    facts = _bearing(select(Stance.fact_id), of, viewer, as_of=as_of)
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
