"""Reads of searches, windows and facets, with values that match something."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import chain, product
from typing import Any, get_args

from db.derived.facets import ArticleFacet, Facet, FactFacet, SourceFacet
from db.queries import claims
from db.queries.claims import FOUND_ORDERS, Hits, Listed, Window
from db.queries.facets import (
    count_article_facets,
    count_fact_facets,
    count_source_facets,
)
from db.queries.filters import named, shape_of
from db.queries.keyset import Place
from db.queries.search import index_values
from db.search.grammar import parse
from tests.db.told import LATER, MONDAY, Told

Shaped = tuple[Any, dict[str, Any], dict[str, Any]]
OF_CLAIMS = get_args(Facet)
RAINED = index_values(parse("rained"))


def searched(told: Told, seen: dict[str, Any]) -> Iterator[Shaped]:
    """Yield reads of searches, windows and facets."""
    of_claims = _claims(told, seen), _windows(told, seen)
    return chain(*of_claims, _facets_of_claims(told, seen), _facets(seen))


def _claims(told: Told, seen: dict[str, Any]) -> Iterator[Shaped]:
    """Yield pages of the claims that a search finds, in each way."""
    of_source = {"source": [told.source]}
    shape = seen | {"shape": shape_of(of_source)}
    yield claims.count_filtered, shape, named(of_source)
    yield claims.find_newest_claim, seen, {}
    for way in ("index", "newest", "further 2500", "walk", "filter"):
        for filters in (RAINED, RAINED | of_source | {"published_from": [MONDAY]}):
            values, shape = named(filters), {"shape": shape_of(filters), "way": way}
            shape |= seen | {"limit": 9}
            yield claims.list_found_claims, shape, values
            after = {"place": Place(after=True), "sort": "dated", "whole": True}
            values |= {"after__0": 2**63 - 1}
            yield claims.list_found_claims, shape | after, values
            if way != "filter":
                place = {"place": Place(), "sort": "-dated"}
                yield claims.find_claims_to_end, shape | place, values
    yield claims.list_claims_by_id, seen | {"count": 1}, {"claim__0": told.claim}
    filters = of_source | RAINED | {"published_from": [MONDAY]}
    window = claims.SearchedWindow(shape_of(filters), "-dated", "source", 9)
    shape = seen | {"window": window, "place": Place(), "limit": 9}
    yield claims.find_in_window, shape, named(filters)
    shape, values = seen | {"shape": shape_of(RAINED)}, named(RAINED)
    hits = seen | {"hits": Hits(shape_of(RAINED), "index", 9)}
    yield claims.list_sorted_claims, hits | {"sort": "position", "limit": 9}, values
    for sort, way in product(FOUND_ORDERS, ("index", "list", "walk")):
        looked = shape | {"place": Place(), "sort": sort}
        yield claims.count_looked, looked | {"way": way}, values
        yield claims.count_sampled, looked, values


def _windows(told: Told, seen: dict[str, Any]) -> Iterator[Shaped]:
    """Yield the reads of windows of lists, by one filter or of all claims."""
    of_fact = {"fact": [told.fact], "stance": ["supports"]}
    for by, filters in (
        ("", {"form": ["direct_quote"], "published_from": [MONDAY]}),
        ("", {"dated_from": [MONDAY], "affiliated_source": [told.organisation]}),
        ("source", {"source": [told.source, told.outlet], "dated_to": [LATER]}),
        ("fact", of_fact),
    ):
        window, values = Window(shape_of(filters), "-dated", by, 99), named(filters)
        shape = seen | {"window": window}
        yield claims.list_claims_in_window, shape | {"limit": 9}, values
        yield claims.count_tested, seen | {"tested": window}, values
        one = {"window": replace(window, size=len(filters.get(by, "a")))}
        yield claims.find_end_of_window, seen | one, values


def _facets_of_claims(told: Told, seen: dict[str, Any]) -> Iterator[Shaped]:
    """Yield counts and facets of lists, of windows and of searches."""
    of_fact = {"fact": [told.fact]}
    quoted = of_fact | index_values(parse('"it rained"'))
    listed, both = shape_of(of_fact), shape_of(of_fact | RAINED)
    for tested, filters in (
        (Listed(listed, "-dated", "fact", 9), of_fact),
        (Window(listed, "-dated", "", 9), of_fact),
        (Hits(shape_of(RAINED), "index", 9), RAINED),
        *((Hits(both, way, 9), of_fact | RAINED) for way in ("index", "filter")),
        (Hits(shape_of(quoted), "index", 9), quoted),
        (Hits(listed, "list", 9), of_fact),
    ):
        yield claims.count_tested, seen | {"tested": tested}, named(filters)
        shape = {"tested": tested, "limit": 9, "facets": OF_CLAIMS}
        yield claims.count_claim_facets, seen | shape, named(filters)


def _facets(seen: dict[str, Any]) -> Iterator[Shaped]:
    for read, word, names, more, values in (
        (count_article_facets, "article", get_args(ArticleFacet), {}, {}),
        (count_source_facets, "ministry", get_args(SourceFacet), {}, {}),
        (
            count_fact_facets,
            "rains",
            get_args(FactFacet),
            {"as_of": True},
            {"until": LATER},
        ),
    ):
        for found in ({}, index_values(parse(word))):
            shape = {"shape": shape_of(found), "facets": names, "limit": 9}
            yield read, seen | shape | more, named(found) | values
