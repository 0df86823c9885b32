"""Columns of articles, facts and sources of a list, for counting."""

from sqlalchemy import func
from sqlalchemy.orm import aliased

from db.engine.prepared import prepared
from db.engine.rows import Row, StoredInstant, column
from db.models import Article, Fact, Outcome, Source
from db.models.article import ArticleKind
from db.models.fact import FactKind
from db.models.source import SourceKind
from db.queries import articles, facts, sources
from db.queries.facts.rows import STATE_CODE
from db.queries.filters import Shape
from db.queries.keyset import Place, keyset_page
from db.queries.ref_columns import OUTLET, referring
from db.queries.visibility import visible
from db.values.types import AnySelect
from db.values.viewer import Viewer

HEIR = aliased(Source, name="heir")  # the survivor of an outlet


class CountedArticleRow(Row):
    """An article; ``outlet`` is the survivor of its outlet, null if it is hidden."""

    id: int = column(Article.id)
    published_from: StoredInstant | None = column(Article.published_from)
    outlet: int | None = column(func.coalesce(HEIR.id, OUTLET.id))
    kind: ArticleKind = column(Article.kind)
    language: str | None = column(Article.language)


class CountedFactRow(Row):
    """A fact and the code of its state."""

    id: int = column(Fact.id)
    created_at: StoredInstant = column(Fact.created_at)
    code: int = column(STATE_CODE)
    kind: FactKind = column(Fact.kind)


class CountedSourceRow(Row):
    """A source, its sector and its country."""

    id: int = column(Source.id)
    created_at: StoredInstant = column(Source.created_at)
    kind: SourceKind = column(Source.kind)
    sector: str | None = column(Source.sector)
    country: str | None = column(Source.country_code)


@prepared(CountedArticleRow)
def list_counted_articles(
    *,
    shape: Shape,
    sort: str,
    place: Place = Place(),
    limit: int,
    viewer: Viewer,
    withdrawn: bool = False,
) -> AnySelect:
    """Select the first articles that match every filter of ``shape``."""
    counted = CountedArticleRow.select().select_from(Article)
    counted = referring(counted, OUTLET, Article.outlet_id, viewer=viewer)
    counted = referring(counted, HEIR, OUTLET.survivor_id, viewer=viewer)
    seen = visible(Article, viewer, withdrawn=withdrawn)
    found = articles.article_conditions(shape, viewer, seen=seen)
    return keyset_page(counted.where(*found), articles.ORDERS[sort], place, limit=limit)


@prepared(CountedFactRow)
def list_counted_facts(
    *,
    shape: Shape,
    sort: str,
    place: Place = Place(),
    limit: int,
    viewer: Viewer,
    withdrawn: bool = False,
    as_of: bool = False,
) -> AnySelect:
    """Select the first facts that match every filter of ``shape``."""
    known = (Outcome.fact_id == Fact.id) & facts.KNOWN_OUTCOME
    counted = CountedFactRow.select(code=facts.code_for(viewer)).select_from(Fact)
    counted = counted.outerjoin(Outcome, known)
    seen = visible(Fact, viewer, withdrawn=withdrawn)
    found = facts.listed_facts(shape, viewer, seen=seen, as_of=as_of)
    return keyset_page(counted.where(*found), facts.ORDERS[sort], place, limit=limit)


@prepared(CountedSourceRow)
def list_counted_sources(
    *,
    shape: Shape,
    sort: str,
    place: Place = Place(),
    limit: int,
    viewer: Viewer,
    withdrawn: bool = False,
) -> AnySelect:
    """Select the first sources that match every filter of ``shape``."""
    seen = visible(Source, viewer, withdrawn=withdrawn)
    found = sources.source_conditions(shape, viewer, seen=seen)
    counted = CountedSourceRow.select().where(*found)
    return keyset_page(counted, sources.ORDERS[sort], place, limit=limit)
