"""Lookups of the fact in a URL or in a write."""

from typing import Literal

from sqlalchemy import String, select

from db.engine.prepared import parameter, prepared
from db.models import Fact
from db.queries.facts.rows import FactSlugRow, FoundFactRow
from db.queries.filters import binds
from db.queries.rows import IdRow
from db.queries.visibility import visible
from db.values.types import AnySelect
from db.values.viewer import Viewer

FactKeyColumn = Literal["id", "slug", "statement_key"]
HAS_SLUG = Fact.slug == parameter("fact")
# Several facts may share a slug: a public, a restricted and any number of withdrawn
# ones.
LIVE_FIRST = (Fact.withdrawn_at.is_not(None), Fact.visibility, Fact.id.desc())


@prepared(IdRow)
def find_fact_id(*, viewer: Viewer, withdrawn: bool = False) -> AnySelect:
    """Select the id of the fact with the slug ``fact``."""
    seen = visible(Fact, viewer, withdrawn=withdrawn)
    return select(Fact.id).where(seen, HAS_SLUG).order_by(*LIVE_FIRST).limit(1)


@prepared(FoundFactRow)
def find_facts(*, count: int, viewer: Viewer) -> AnySelect:
    """Select the existing ones of ``count`` facts, locked against withdrawal."""
    return (
        FoundFactRow.select()
        .where(Fact.id.in_(binds("fact", count)), visible(Fact, viewer))
        .with_for_update(read=True)
    )


@prepared(FoundFactRow)
def find_facts_called(*, by: FactKeyColumn, viewer: Viewer) -> AnySelect:
    """Select the facts with the id, slug or statement key ``called``."""
    return (
        FoundFactRow.select()
        .where(getattr(Fact, by) == parameter("called"), visible(Fact, viewer))
        .order_by(Fact.visibility, Fact.id)
    )


@prepared(FactSlugRow)
def find_slugs(*, count: int, viewer: Viewer) -> AnySelect:
    """Select the ones of ``count`` slugs that live facts have."""
    return FactSlugRow.select().where(
        Fact.slug.in_(binds("slug", count, String())), visible(Fact, viewer)
    )
