"""Facets of articles, facts and sources."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Any

from db.derived.facets import ArticleFacet, FactFacet, SourceFacet
from db.queries.facet_counts import FacetRow
from db.queries.facets import (
    count_article_facets,
    count_fact_facets,
    count_source_facets,
)
from db.queries.filters import Values, named, shape_of
from db.reads.articles import with_article_names
from db.reads.facets.values import Facets, facets_of, names_of
from db.reads.facts import bound_of
from db.reads.queries import as_indexed
from db.reads.query_fields import NONE, with_fields
from db.reads.reading import Builder, Reading
from db.reads.sources import with_source_names
from db.values.totals import MAX_TOTAL


@dataclass(frozen=True)
class Counting:
    """Counts the newest ``limit`` records of a list by the values of facets."""

    reading: Reading
    names: Collection[str]
    limit: int
    withdrawn: bool = field(kw_only=True)

    async def facets(
        self,
        builder: Builder[FacetRow],
        values: Values,
        *,
        bound: Mapping[str, Any] = MappingProxyType({}),
        **shape: Any,  # noqa: ANN401 - the builder's
    ) -> Facets:
        """Count the records that match all filters; ``bound`` are more bind values."""
        indexed = as_indexed(values)
        shape |= {"shape": shape_of(indexed), "facets": names_of(self.names)}
        shape |= {"limit": self.limit, "withdrawn": self.withdrawn}
        rows = await self.reading.scan(builder, {**named(indexed), **bound}, **shape)
        of = {"limit": self.limit, "length": self.limit + 1}
        return await facets_of(self.reading, rows, self.names, **of)


async def read_article_facets(
    reading: Reading,
    values: Values,
    facets: Collection[ArticleFacet],
    *,
    withdrawn: bool,
    limit: int = MAX_TOTAL,
) -> Facets:
    """Count matching articles; beyond ``limit``, the last published ones."""
    found = await with_article_names(reading, values)
    counting = Counting(reading, facets, limit, withdrawn=withdrawn)
    return await counting.facets(count_article_facets, found)


async def read_source_facets(
    reading: Reading,
    values: Values,
    facets: Collection[SourceFacet],
    *,
    withdrawn: bool,
    limit: int = MAX_TOTAL,
) -> Facets:
    """Count matching sources; beyond ``limit``, the last recorded ones."""
    found = await with_source_names(reading, values)
    counting = Counting(reading, facets, limit, withdrawn=withdrawn)
    return await counting.facets(count_source_facets, found)


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
    found = await with_fields(reading, values, NONE)
    bound = {"until": bound_of(until)}
    counting = Counting(reading, facets, limit, withdrawn=withdrawn)
    return await counting.facets(
        count_fact_facets, found, bound=bound, as_of=until is not None
    )
