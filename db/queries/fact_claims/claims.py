"""Claims on facts, their chains, and the articles that they reprint.

The stances of a scope are read first. Their claims are then read in groups of ids, so
that other requests can use the database in between.
"""

from sqlalchemy import func, select

from db.engine.aliases import aliased
from db.engine.prepared import prepared
from db.models import Affiliation, Article, Attribution, Claim, Fact, Source, Stance
from db.queries.fact_claims.retractions import first_retraction
from db.queries.fact_claims.rows import (
    ROOT,
    ChainAffiliationRow,
    ChainSourceRow,
    ClaimStepRow,
    FactClaimRow,
    RootArticleRow,
    StanceIdRow,
)
from db.queries.fact_claims.scopes import ScopeKind, counted, in_scope, of_claims
from db.queries.filters import binds
from db.queries.known_by import UNTIL
from db.queries.ref_columns import OUTLET, referring
from db.queries.survivors import BELONGS, survivor_of
from db.queries.visibility import visible
from db.values.types import AnySelect
from db.values.viewer import Viewer

ORGANISATION = aliased(Source, name="organisation")
REPRINTED = aliased(Article, name="above")  # by a root article


@prepared(StanceIdRow)
def list_stance_ids(
    *, scope: ScopeKind, count: int | None = None, viewer: Viewer
) -> AnySelect:
    """Select the ids of all stances in a scope, even of claims that do not count.

    With ``count``, only stances of these claims.
    """
    statement = in_scope(StanceIdRow.select().select_from(Stance), scope)
    statement = of_claims(statement, count)
    seen = statement.join(Fact, Fact.id == Stance.fact_id).where(visible(Fact, viewer))
    return seen.order_by(Stance.claim_id, Stance.fact_id)


@prepared(FactClaimRow)
def list_fact_claims(*, count: int, as_of: bool = False, viewer: Viewer) -> AnySelect:
    """Select the claims of ``count`` stances that count."""
    columns = FactClaimRow.labelled()
    if as_of:  # an undated retraction counts as always known
        known = Article.updated_from.is_(None) | (Article.updated_from < UNTIL)
        is_retracted = (Article.availability == "retracted") & known
        columns[-1] = is_retracted.label("is_article_retracted")
    statement = (
        select(*columns)
        .select_from(Stance)
        .join(Claim, Claim.id == Stance.claim_id)
        .join(Article, Article.id == Claim.article_id)
        .where(Stance.id.in_(binds("stance", count)))
    )
    for target, key in ((OUTLET, Claim.outlet_id), (ROOT, Article.root_article_id)):
        statement = referring(statement, target, key, viewer=viewer)
    return counted(statement, viewer, as_of=as_of)


@prepared(ClaimStepRow)
def list_claim_steps(*, count: int, as_of: bool = False, viewer: Viewer) -> AnySelect:
    """Select the chains of ``count`` claims; an empty chain is one row of nulls."""
    retraction_id = first_retraction(viewer, as_of=as_of).label("retraction_id")
    return (
        select(
            *(
                retraction_id if one.key == "retraction_id" else one
                for one in ClaimStepRow.labelled()
            )
        )
        .select_from(Claim)
        .outerjoin(Attribution, Attribution.claim_id == Claim.id)
        .where(Claim.id.in_(binds("claim", count)), visible(Claim, viewer))
        .order_by(Claim.id, Attribution.position, Attribution.seq)
    )


@prepared(ChainSourceRow)
def list_chain_sources(*, count: int, viewer: Viewer) -> AnySelect:
    """Select ``count`` sources in chains."""
    return ChainSourceRow.select().where(
        Source.id.in_(binds("source", count)), visible(Source, viewer)
    )


@prepared(ChainAffiliationRow)
def list_chain_affiliations(*, count: int, viewer: Viewer) -> AnySelect:
    """Select the affiliations of ``count`` sources and of sources merged into them."""
    sources = binds("source", count)
    affiliated = Source.id.in_(sources) | Source.survivor_id.in_(sources)
    return (
        select(
            survivor_of(Source).label("source_id"),
            survivor_of(ORGANISATION).label("organisation_id"),
            Affiliation.relation,
            Affiliation.held_from,
            Affiliation.held_to,
        )
        .select_from(Affiliation)
        .join(Source, Source.id == Affiliation.source_id)
        .join(ORGANISATION, ORGANISATION.id == Affiliation.organisation_id)
        .where(affiliated, BELONGS, visible(Source, viewer))
        .where(visible(ORGANISATION, viewer, withdrawn=True))
        .order_by(Affiliation.id)
    )


@prepared(RootArticleRow)
def list_root_articles(*, count: int, viewer: Viewer) -> AnySelect:
    """Select ``count`` articles and all articles that they reprint, even indirectly.

    The survivors of all these articles are included.
    """
    seen = visible(ROOT, viewer)
    above_id = func.coalesce(ROOT.survivor_id, ROOT.root_article_id).label("above_id")
    own = ROOT.id, ROOT.root_article_id, ROOT.outlet_id, ROOT.survivor_id
    roots = (
        select(*own, above_id)
        .where(ROOT.id.in_(binds("root", count)), seen)
        .cte("roots", recursive=True)
    )
    above = select(*own, above_id)
    # UNION ALL would not terminate in a cycle.
    roots = roots.union(above.where(ROOT.id == roots.c.above_id, seen))
    outlet_id = survivor_of(OUTLET).label("outlet_id")
    root_id = REPRINTED.id.label("root_article_id")
    columns = (roots.c.id, root_id, outlet_id, roots.c.survivor_id)
    statement = select(*columns).select_from(roots)
    statement = referring(statement, REPRINTED, roots.c.root_article_id, viewer=viewer)
    return referring(statement, OUTLET, roots.c.outlet_id, viewer=viewer)
