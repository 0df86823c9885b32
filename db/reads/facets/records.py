"""Facets of articles, facts and sources."""

from collections.abc import Collection
from datetime import datetime
from operator import attrgetter
from typing import Any

from db.derived.facets import ArticleFacet, FactFacet, SourceFacet, counted, year_of
from db.models.fact_state import state_of
from db.queries import articles, facts, sources
from db.queries.facets import (
    list_counted_articles,
    list_counted_facts,
    list_counted_sources,
)
from db.queries.fact_claims import count_stances
from db.queries.filters import Values
from db.reads.articles import with_article_names
from db.reads.facets.values import Columns, Facets, counted_columns, with_sources
from db.reads.facts import bound_of
from db.reads.pages import Listing, Page, PageQuery
from db.reads.queries import as_indexed
from db.reads.query_fields import NONE, with_fields
from db.reads.reading import Reading
from db.reads.sources import with_source_names
from db.values.totals import MAX_TOTAL

ARTICLES = Listing(list_counted_articles, articles.count_articles, articles.ORDERS)
FACTS = Listing(list_counted_facts, facts.count_facts, facts.ORDERS)
SOURCES = Listing(list_counted_sources, sources.count_sources, sources.ORDERS)
OF_ARTICLES: Columns = {
    "outlet": attrgetter("outlet"),
    "kind": attrgetter("kind"),
    "year": lambda row: year_of(row.published_from),
    "language": attrgetter("language"),
}
OF_FACTS: Columns = {
    "status": lambda row: state_of(row.code),
    "kind": attrgetter("kind"),
    "year": lambda row: year_of(row.created_at),
}
OF_SOURCES: Columns = {name: attrgetter(name) for name in ("kind", "sector", "country")}


async def read_article_facets(
    reading: Reading,
    values: Values,
    facets: Collection[ArticleFacet],
    *,
    withdrawn: bool,
    limit: int = MAX_TOTAL,
) -> Facets:
    """Count matching articles; beyond ``limit``, the last published ones."""
    found = as_indexed(await with_article_names(reading, values))
    newest = PageQuery(limit, sort="-published", withdrawn=withdrawn)
    page = await ARTICLES.page(reading, newest, found)
    counts = counted_columns(page.rows, OF_ARTICLES, facets)
    return await with_sources(reading, _total(page), counts)


async def read_source_facets(
    reading: Reading,
    values: Values,
    facets: Collection[SourceFacet],
    *,
    withdrawn: bool,
    limit: int = MAX_TOTAL,
) -> Facets:
    """Count matching sources; beyond ``limit``, the last recorded ones."""
    found = as_indexed(await with_source_names(reading, values))
    newest = PageQuery(limit, sort="-recorded", withdrawn=withdrawn)
    page = await SOURCES.page(reading, newest, found)
    return Facets(_total(page), counted_columns(page.rows, OF_SOURCES, facets), {})


async def read_fact_facets(
    reading: Reading,
    values: Values,
    facets: Collection[FactFacet],
    *,
    withdrawn: bool,
    until: datetime | None,
    limit: int = MAX_TOTAL,
) -> Facets:
    """Count matching facts; beyond ``limit``, the last recorded ones.

    A fact counts once for each stance that claims have on it. Stances and states are
    those before ``until``.
    """
    found = as_indexed(await with_fields(reading, values, NONE))
    bound, as_of = {"until": bound_of(until)}, until is not None
    newest = PageQuery(limit, sort="-recorded", withdrawn=withdrawn)
    page = await FACTS.page(reading, newest, found, bound=bound, as_of=as_of)
    counts = counted_columns(page.rows, OF_FACTS, facets)
    if "stance" in facets:
        ids = [row.id for row in page.rows]
        held = await reading.scan_each(
            count_stances, "fact", ids, values=bound, as_of=as_of
        )
        counts["stance"] = counted(row.stance for row in held)
    return Facets(_total(page), counts, {})


def _total(page: Page[Any]) -> int:
    """Return the number of records; one more than ``limit`` means more."""
    return len(page.rows) + (page.next_key is not None)
