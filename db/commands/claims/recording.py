"""New claims."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from db.commands.claims.chain import Step, attach_chain, resolve_chain
from db.commands.claims.computed_columns import derive, wanted_access
from db.commands.claims.context import ArticleContext
from db.commands.claims.spans import Selector, anchor
from db.commands.claims.stances import resolve_stances, take_stances
from db.commands.facts.registering import Spec
from db.commands.records import create
from db.commands.tags import resolve_tags
from db.commands.visibility.access import access_in, strictest
from db.engine.session import Write
from db.models import Claim, ClaimTag

DEFAULTS = {
    "act": "assertion",
    "knowledge": "unknown",
    "terms": "unknown",
    "method": "manual",
    "visibility": "public",
}


@dataclass(frozen=True)
class ClaimSpec:
    """A claim as a writer gives it: columns, chain, where it stands, tags, stances."""

    columns: Mapping[str, Any]
    attribution: Sequence[Step] = ()
    spans: Sequence[Selector] = ()
    tags: Sequence[str] = ()
    stances: Sequence[Spec] = ()  # each with ``fact_id`` or ``fact``, and ``stance``


def record_claim(write: Write, article: ArticleContext, spec: ClaimSpec) -> Claim:
    """Store a claim with its chain, spans, tags and stances; return it with its id."""
    columns = DEFAULTS | dict(spec.columns)
    columns.setdefault("review", review_of(columns["method"]))
    claim = Claim(
        **columns,
        article_id=article.id,
        revision_id=article.revision_id,
        created_at=write.now,
    )
    wanted = wanted_access(access_in(columns), columns["terms"])
    within = strictest(wanted, article.access)
    chain = resolve_chain(
        write, claim.form, spec.attribution, article_id=article.id, within=within
    )
    within = strictest(within, chain.access)
    claim.spans = anchor(article.text, spec.spans, chain_length=chain.length)
    attach_chain(claim, chain)
    tag_ids = resolve_tags(write, spec.tags, within=within)
    claim.tags = [ClaimTag(tag_id=tag_id) for tag_id in tag_ids]
    take_stances(write, claim, resolve_stances(write, spec.stances, within=within))
    derive(claim, article, sources=chain.access)
    create(write, claim)
    return claim


def review_of(method: str) -> str:
    """Return how far a new claim is reviewed: what a person wrote, a person read."""
    return "reviewed" if method == "manual" else "draft"
