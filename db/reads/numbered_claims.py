"""Pages of claims that a search finds by their document numbers."""

from collections.abc import Mapping, Sequence
from typing import Any

from db.queries.claims import (
    FOUND_ORDERS,
    ClaimListRow,
    SearchedWindow,
    find_in_window,
    list_claims,
    list_claims_by_id,
)
from db.queries.filters import Values, named, shape_of
from db.queries.keyset import Place, after_values
from db.reads.pages import Page, PageQuery
from db.reads.queries import as_indexed
from db.reads.reading import Reading
from db.reads.tested_claims import drivers_of
from db.search.docids import (
    ID_BITS,
    MINUTE,
    first_docid,
    id_of,
    last_docid,
    minute_of,
)
from db.values.types import to_datetime

# Claims of a filter that are tested for the words of a query, and how many times as
# many are tested next if the first ones promise a page.
OF_FILTER = {1000: 5, 5000: 1}


async def page_of_numbers(
    reading: Reading, query: PageQuery, docids: Sequence[int]
) -> Page[ClaimListRow]:
    """Return the page of the first of these claims, with the key of the next page."""
    shown = [id_of(docid) for docid in docids[: query.limit]]
    of = {"whole": query.whole, "withdrawn": query.withdrawn}
    rows = await reading.rows_of(list_claims_by_id, "claim", shown, **of)
    has_more = len(docids) > query.limit
    next_key = (docids[query.limit - 1],) if has_more else None
    return Page(sorted(rows, key=lambda row: shown.index(row.id)), next_key)


async def page_of_filter(
    reading: Reading, query: PageQuery, values: Values
) -> Page[ClaimListRow] | None:
    """Return a full page of a search whose words most claims of a filter have.

    The next claims of a filter with an index by date are tested. Return nothing if they
    do not fill the page.
    """
    indexed = as_indexed(values)
    by = drivers_of(indexed, query.sort)[0]
    if not by or "q" not in values:
        return None
    for size, more in OF_FILTER.items():
        window = SearchedWindow(shape_of(indexed), query.sort, by, size)
        rows = await reading.rows(
            find_in_window,
            {**named(indexed), **_after(query)},
            window=window,
            place=Place(after=query.after is not None),
            limit=_read(query),
            withdrawn=query.withdrawn,
        )
        docids = _in_order(query, [row.docid for row in rows])
        if len(docids) > query.limit:
            return await page_of_numbers(reading, query, docids)
        if len(docids) <= query.limit // more:
            break
    return None


def _read(query: PageQuery) -> int:
    """Return how many matches to read: those of the last minute may be incomplete."""
    return 2 * query.limit + 2


def _after(query: PageQuery) -> Mapping[str, Any]:
    """Return the date at which a page begins, in the order of the filter."""
    if query.after is None:
        return {}
    at = minute_of(int(query.after[0]))
    is_falling = not FOUND_ORDERS[query.sort].descending
    return after_values((at + MINUTE, 0) if is_falling else (at, -1))


def _in_order(query: PageQuery, found: Sequence[int]) -> Sequence[int]:
    """Return the matches of the page in the order of the index.

    Claims of one minute have another order in the list of the filter. If there may be
    more, those of the last minute are left out.
    """
    docids = found
    if len(found) == _read(query):
        last = found[-1] >> ID_BITS
        docids = [one for one in found if one >> ID_BITS != last]
    descending = FOUND_ORDERS[query.sort].descending
    if query.after is not None:
        after = int(query.after[0])
        docids = [one for one in docids if (one < after if descending else one > after)]
    return sorted(docids, reverse=descending)


def between_dates(values: Values) -> Values:
    """Return the range of document numbers of claims with the wanted dates."""
    found = {}
    if "dated_to" in values:
        found["docid_from"] = [first_docid(values["dated_to"][0])]
    if "dated_from" in values:
        found["docid_to"] = [last_docid(values["dated_from"][0])]
    return found


async def from_first(
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
