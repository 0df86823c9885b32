"""Counts of the articles, facts and sources of a list by the values of facets."""

from sqlalchemy import func, literal_column, select, union_all

from db.engine.aliases import aliased
from db.engine.prepared import prepared
from db.models import Article, Claim, Fact, Outcome, Source, Stance
from db.queries import articles, facts, sources
from db.queries.facet_counts import FacetRow, Names, facet_counts
from db.queries.fact_claims.scopes import counted
from db.queries.filters import Shape
from db.queries.keyset import Order, Place, keyset_page
from db.queries.ref_columns import OUTLET, referring
from db.queries.search import among
from db.queries.visibility import visible
from db.values.types import AnySelect, InBucket
from db.values.viewer import Viewer

HEIR = aliased(Source, name="heir")  # the survivor of an outlet
KNOWN = (Outcome.fact_id == Fact.id) & facts.KNOWN_OUTCOME


@prepared(FacetRow)
def count_article_facets(
    *,
    shape: Shape,
    facets: Names,
    limit: int,
    viewer: Viewer,
    withdrawn: bool = False,
) -> AnySelect:
    """Count the last published articles that match every filter of ``shape``."""
    seen = visible(Article, viewer, withdrawn=withdrawn)
    found = articles.article_conditions(shape, viewer, seen=seen)
    newest = _first(
        select(Article.id).where(*found), articles.ORDERS["-published"], limit + 1
    )

    def columns(ids: AnySelect) -> AnySelect:
        """Select values; the outlet is its survivor, null if it is hidden."""
        described = select(
            func.coalesce(HEIR.id, OUTLET.id).label("outlet"),
            Article.kind,
            InBucket(Article.published_from, "year").label("year"),
            Article.language,
        ).select_from(Article)
        described = referring(described, OUTLET, Article.outlet_id, viewer=viewer)
        described = referring(described, HEIR, OUTLET.survivor_id, viewer=viewer)
        return described.where(among(Article.id, ids))

    return facet_counts(newest, facets, limit=limit, columns=columns, pairs={})


@prepared(FacetRow)
def count_fact_facets(
    *,
    shape: Shape,
    facets: Names,
    limit: int,
    viewer: Viewer,
    withdrawn: bool = False,
    as_of: bool = False,
) -> AnySelect:
    """Count the last recorded facts that match every filter of ``shape``.

    A fact counts once for each stance that counted claims have on it.
    """
    seen = visible(Fact, viewer, withdrawn=withdrawn)
    found = facts.listed_facts(shape, viewer, seen=seen, as_of=as_of)
    listed = select(Fact.id).outerjoin(Outcome, KNOWN).where(*found)
    newest = _first(listed, facts.ORDERS["-recorded"], limit + 1)

    def columns(ids: AnySelect) -> AnySelect:
        described = select(
            facts.code_for(viewer).label("status"),
            Fact.kind,
            InBucket(Fact.created_at, "year").label("year"),
        ).select_from(Fact)
        return described.outerjoin(Outcome, KNOWN).where(among(Fact.id, ids))

    def stances(ids: AnySelect) -> AnySelect:
        held = select(Stance.stance.label("value"), Stance.fact_id).distinct()
        held = held.join(Claim, Claim.id == Stance.claim_id)
        if as_of:
            held = held.join(Article, Article.id == Claim.article_id)
        held = held.where(among(Stance.fact_id, ids))
        return counted(held, viewer, as_of=as_of)

    return facet_counts(
        newest, facets, limit=limit, columns=columns, pairs={"stance": stances}
    )


@prepared(FacetRow)
def count_source_facets(
    *,
    shape: Shape,
    facets: Names,
    limit: int,
    viewer: Viewer,
    withdrawn: bool = False,
) -> AnySelect:
    """Count the last recorded sources that match every filter of ``shape``."""
    seen = visible(Source, viewer, withdrawn=withdrawn)
    found = sources.source_conditions(shape, viewer, seen=seen)
    newest = _first(
        select(Source.id).where(*found), sources.ORDERS["-recorded"], limit + 1
    )

    def columns(ids: AnySelect) -> AnySelect:
        described = select(
            Source.kind, Source.sector, Source.country_code.label("country")
        )
        return described.where(among(Source.id, ids))

    return facet_counts(newest, facets, limit=limit, columns=columns, pairs={})


def _first(ids: AnySelect, order: Order, count: int) -> AnySelect:
    """Select the first ids in an order; rows without its first column are last."""
    page = keyset_page(ids, order, Place(), limit=count)
    if not order.nullable:
        return page
    arms = page, keyset_page(ids, order, Place("null"), limit=count)
    both = union_all(*(select(arm.subquery()) for arm in arms)).subquery("both")
    return select(both.c.id).limit(literal_column(str(count)))
