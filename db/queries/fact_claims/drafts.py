"""Drafts on facts, which derivations leave out."""

from sqlalchemy import literal_column, select

from db.engine.prepared import prepared
from db.models import Article, Fact, Stance
from db.queries.claims.drafts import is_draft
from db.queries.fact_claims.scopes import ScopeKind, in_scope, of_claims
from db.queries.known_by import published
from db.queries.rows import IdRow
from db.queries.visibility import visible
from db.values.totals import MAX_TOTAL
from db.values.types import AnySelect
from db.values.viewer import Viewer


@prepared(IdRow)
def list_drafts_on_facts(
    *,
    scope: ScopeKind,
    count: int | None = None,
    as_of: bool = False,
    viewer: Viewer,
) -> AnySelect:
    """Select the drafts on facts in a scope, up to ``MAX_TOTAL``.

    With ``count``, only those among so many claims.
    """
    claim_id = Stance.claim_id.label("id")
    drafts = in_scope(select(claim_id).select_from(Stance), scope, drafts_for=viewer)
    drafts = of_claims(drafts, count).join(Fact, Fact.id == Stance.fact_id)
    drafts = drafts.where(is_draft(Stance, viewer), visible(Fact, viewer)).distinct()
    if as_of:
        drafts = drafts.join(Article, Article.id == Stance.article_id)
        drafts = drafts.where(published(Article))
    return drafts.limit(literal_column(str(MAX_TOTAL)))
