"""Lists of the claims that a search finds."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from db.queries.claims import (
    FOUND_ORDERS,
    SORT_LIMIT,
    ClaimListRow,
    Way,
    count_claims,
    count_filtered,
    list_found_claims,
)
from db.queries.claims.planning import DRIVERS, INDEXED_ON_CLAIM
from db.queries.filters import Values, named, shape_of
from db.queries.keyset import Place
from db.reads.pages import Page, PageQuery, keyset_page_of
from db.reads.queries import as_indexed
from db.reads.reading import Reading
from db.search.docids import first_docid, last_docid


async def list_found_page(
    reading: Reading, query: PageQuery, values: Values
) -> Page[ClaimListRow]:
    """Return a page of the claims that match the query ``q`` and all other filters."""
    ways = await _ways(reading, values)
    indexed = {**as_indexed(values), **_between(values)}
    shape, parameters = shape_of(indexed), named(indexed)
    listed = {"shape": shape, "withdrawn": query.withdrawn}

    async def rows(
        place: Place, limit: int, key: Mapping[str, Any]
    ) -> Sequence[ClaimListRow]:
        of = {**listed, "sort": query.sort, "whole": query.whole}
        of |= {"place": place, "limit": limit}
        found: Sequence[ClaimListRow] = ()
        for way in ways:
            found = await reading.rows(
                list_found_claims, {**parameters, **key}, way=way, **of
            )
            if len(found) == limit:
                break
        return found

    page = await keyset_page_of(rows, FOUND_ORDERS[query.sort], query)
    if not query.total:
        return page
    (count,) = await reading.scan(count_claims, parameters, **listed)
    return replace(page, total=count.total)


async def _ways(reading: Reading, values: Values) -> Sequence[Way]:
    """Return in which ways a list is read, one after the other until a page is full.

    The claims that one value of a filter finds are tested if they are few. Common words
    are in the next claims, other words the index finds at once; where it gives claims
    one after the other, it finds both.
    """
    for name in (*DRIVERS, *INDEXED_ON_CLAIM):
        if len(values.get(name, ())) == 1:
            of = {name: values[name]}
            (count,) = await reading.rows(count_filtered, named(of), shape=shape_of(of))
            if count.total < SORT_LIMIT:
                return ["filter"]
    return ["index"] if reading.reader.streams_words else ["newest", "index"]


def _between(values: Values) -> Values:
    """Return the numbers in the index that claims of the wanted dates may have."""
    found = {}
    if "dated_to" in values:
        found["docid_from"] = [first_docid(values["dated_to"][0])]
    if "dated_from" in values:
        found["docid_to"] = [last_docid(values["dated_from"][0])]
    return found
