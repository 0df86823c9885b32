"""Keeps records at least as restricted as the records that they depend on.

A claim depends on its article and on every source of its chain; a merged record depends
on its survivor.
"""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, select

from db.commands.records import fetch, revised
from db.commands.visibility.access import (
    PUBLIC,
    Access,
    access_of,
    give_access,
    opens_before,
    strictest,
)
from db.engine.session import Write
from db.models import Article, Attribution, Claim, Editable, Fact, Source
from db.queries.visibility import visible

Record = TypeVar("Record", bound=Editable)
Dependent = Article | Claim | Source | Fact


def load(write: Write, model: type[Record], record_id: int) -> Record:
    """Load and lock a record in any state; raise ``NotFoundError``."""
    return fetch(write, model, record_id, version=None, withdrawn=True, merged=True)


def restrict(
    write: Write,
    model: type[Editable],
    record_id: int,
    *,
    access: Access,
) -> None:
    """Restrict a record, and the records that depend on it."""
    record = load(write, model, record_id)
    with revised(write, record):
        give_access(record, access)
    if model in RESTRICTING:
        RESTRICTING[model](write, record)


def restrict_article(write: Write, article: Article) -> None:
    """Restrict an article's claims and unnamed sources, and articles merged into it."""
    access = access_of(article)
    _restrict(write, Claim, Claim.article_id == article.id, access=access)
    _restrict(write, Source, Source.article_id == article.id, access=access)
    # Merged articles lead to their survivor.
    _restrict(write, Article, Article.survivor_id == article.id, access=access)


def restrict_claim(write: Write, claim: Claim) -> None:
    """Restrict the claims merged into a claim: they lead to their survivor."""
    _restrict(write, Claim, Claim.survivor_id == claim.id, access=access_of(claim))


def restrict_source(write: Write, source: Source) -> None:
    """Restrict the claims with a source in their chain, and sources merged into it."""
    access = access_of(source)
    steps = select(Attribution.claim_id).where(
        (Attribution.source_id == source.id)
        | (Attribution.printed_source_id == source.id)
    )
    _restrict(write, Claim, Claim.id.in_(steps), access=access)
    # Merged sources lead to their survivor.
    _restrict(write, Source, Source.survivor_id == source.id, access=access)


def restrict_fact(write: Write, fact: Fact) -> None:
    """Restrict the facts merged into a fact: they lead to their survivor."""
    _restrict(write, Fact, Fact.merged_into_id == fact.id, access=access_of(fact))


def _restrict(
    write: Write,
    model: type[Dependent],
    condition: ColumnElement[bool],
    *,
    access: Access,
) -> None:
    """Restrict the matching records, each with its own audit entry."""
    if access == PUBLIC:
        return
    open_ones = select(model.id).where(
        condition,
        opens_before(model, access),
        visible(model, write.viewer, withdrawn=True),
    )
    for record_id in write.session.scalars(open_ones.order_by(model.id)).all():
        record = load(write, model, record_id)
        with revised(write, record):
            give_access(record, strictest(access, access_of(record)))
        RESTRICTING[model](write, record)


RESTRICTING: Mapping[type[Editable], Callable[[Write, Any], None]] = {
    Article: restrict_article,
    Claim: restrict_claim,
    Source: restrict_source,
    Fact: restrict_fact,
}
