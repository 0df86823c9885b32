"""Lists of the claims that match a search."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from db.queries.claims import (
    FOUND_ORDERS,
    LOOKED,
    NEWEST,
    ORDERS,
    SORT_LIMIT,
    ClaimListRow,
    Hits,
    Tested,
    Way,
    count_filtered,
    count_found_claims,
    count_looked,
    count_tested,
    is_tested,
    list_claims,
    list_found_claims,
    list_sorted_claims,
)
from db.queries.claims.planning import DRIVERS, INDEXED_ON_CLAIM
from db.queries.filters import Values, named, shape_of
from db.queries.keyset import Place, after_values, next_place
from db.reads.pages import Listing, Page, PageQuery, keyset_page_of
from db.reads.queries import as_indexed
from db.reads.reading import Reading
from db.search.docids import first_docid, last_docid
from db.search.trees import has_beginning
from db.values.types import to_datetime

# The newest claims promise a page if the further ones have it at the same rate.
PROMISED = NEWEST["further"] // NEWEST["newest"]
ReadTested = Callable[..., Awaitable[Sequence[Any]]]
BOUNDED = {"index", "list"}  # plans that look at a bounded number of claims for a page
SORTED = Listing(list_sorted_claims, count_found_claims, ORDERS)


async def list_found_page(
    reading: Reading, query: PageQuery, values: Values
) -> Page[ClaimListRow]:
    """Return a page of the claims that match the query ``q`` and all other filters."""
    ways, bounds = await _planned(reading, query, values)
    indexed = {**as_indexed(values), **bounds}
    shape, parameters = shape_of(indexed), named(indexed)
    sorted_ = {"shape": shape, "withdrawn": query.withdrawn, "sort": query.sort}

    async def rows(
        place: Place, limit: int, key: Mapping[str, Any]
    ) -> Sequence[ClaimListRow]:
        of = {**sorted_, "whole": query.whole, "place": place, "limit": limit}
        found: Sequence[ClaimListRow] = ()
        for way in ways:
            if way == "further" and len(found) * PROMISED < limit:
                continue
            found = await reading.rows(
                list_found_claims, {**parameters, **key}, way=way, **of
            )
            if len(found) == limit:
                break
        return found

    order = FOUND_ORDERS[query.sort]
    page = await keyset_page_of(rows, order, query)
    way = ways[-1]
    if page.next_key is None and way in BOUNDED:
        place, after = next_place(order, query.after), after_values(query.after)
        (looked,) = await reading.rows(
            count_looked, {**parameters, **after}, place=place, way=way, **sorted_
        )
        if looked.total == LOOKED:
            page = replace(page, next_key=(looked.last,), looked_through=LOOKED)
    if not query.total:
        return page
    hits, seen = Hits(shape, way, LOOKED + 1), {"withdrawn": query.withdrawn}
    read = read_of(reading, hits)
    (count,) = await read(count_tested, parameters, tested=hits, **seen)
    return replace(page, total=min(count.total, LOOKED), is_least=count.looked > LOOKED)


def read_of(reading: Reading, tested: Tested) -> ReadTested:
    """Return how to count tested claims: the few of a filter as their page is read.

    Planned for its value, the words of all claims may be read for them.
    """
    is_few = isinstance(tested, Hits) and tested.way == "filter"
    return reading.rows if is_few else reading.scan


async def hits_of(
    reading: Reading, values: Values, *, limit: int, withdrawn: bool
) -> tuple[Hits, Mapping[str, Any]]:
    """Return the newest candidates of a search, and the values to bind.

    If something is tested on them, these are 10,001, otherwise ``limit`` + 1.
    """
    query = PageQuery(limit=limit, sort="-dated", withdrawn=withdrawn)
    ways, bounds = await _planned(reading, query, values)
    indexed = {**as_indexed(values), **bounds}
    shape = shape_of(indexed)
    most = LOOKED if is_tested(shape) else limit
    return Hits(shape, ways[-1], most + 1), named(indexed)


async def list_sorted_page(
    reading: Reading, query: PageQuery, values: Values
) -> Page[ClaimListRow]:
    """Return a page of the newest matching claims, in another order than by date."""
    indexed = {**as_indexed(values), **_between(values)}
    return await SORTED.page(reading, query, indexed, whole=query.whole)


async def _planned(
    reading: Reading, query: PageQuery, values: Values
) -> tuple[Sequence[Way], Values]:
    """Return the plans for a list, and the start of its first page.

    Plans are tried in turn until a page is full; the further claims are read only if
    the newest promise it. If one value of a filter matches few
    claims, these are tested. If it matches many, claims before the first of them are
    skipped. Common words occur in the next claims; the index finds rare words at once.
    An index that returns claims one by one finds both.
    """
    bounds = _between(values)
    for name in (*DRIVERS, *INDEXED_ON_CLAIM):
        if len(values.get(name, ())) == 1:
            of = {name: values[name]}
            (count,) = await reading.rows(count_filtered, named(of), shape=shape_of(of))
            if count.total < SORT_LIMIT:
                return ["filter"], bounds
            bounds = await _from_first(reading, query, of, bounds=bounds)
    if "q" not in values:
        return ["list"], bounds
    streams = reading.reader.streams_words and not has_beginning(values["q"][0])
    return ["index"] if streams else ["newest", "further", "index"], bounds


async def _from_first(
    reading: Reading, query: PageQuery, values: Values, *, bounds: Values
) -> Values:
    """Return bounds that begin at the first claim that a filter matches."""
    shape, seen = shape_of(values), {"withdrawn": query.withdrawn}
    listed = {"shape": shape, "sort": query.sort, "limit": 1, **seen}
    rows = await reading.rows(list_claims, named(values), **listed)
    if not rows:
        return bounds
    at = to_datetime(rows[0].dated_at)
    if FOUND_ORDERS[query.sort].descending:
        last = last_docid(at)
        return {**bounds, "docid_to": [min(last, *bounds.get("docid_to", [last]))]}
    first = first_docid(at)
    return {**bounds, "docid_from": [max(first, *bounds.get("docid_from", [first]))]}


def _between(values: Values) -> Values:
    """Return the range of document numbers of claims with the wanted dates."""
    found = {}
    if "dated_to" in values:
        found["docid_from"] = [first_docid(values["dated_to"][0])]
    if "dated_from" in values:
        found["docid_to"] = [last_docid(values["dated_from"][0])]
    return found
