"""Lists of the claims that match a search."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from db.queries.claims import (
    FOUND_ORDERS,
    FURTHER,
    LOOKED,
    NEWEST,
    ORDERS,
    SAMPLED,
    SORT_LIMIT,
    ClaimListRow,
    Hits,
    LookedRow,
    Tested,
    Way,
    count_filtered,
    count_looked,
    count_sampled,
    count_tested,
    find_claims_to_end,
    find_newest_claim,
    further_of,
    is_narrowed,
    is_tested,
    list_found_claims,
    list_sorted_claims,
)
from db.queries.claims.planning import DRIVERS, INDEXED_ON_CLAIM
from db.queries.filters import Shape, Values, named, shape_of
from db.queries.keyset import Order, Place, after_values, next_place
from db.reads.numbered_claims import (
    between_dates,
    from_first,
    page_of_filter,
    page_of_numbers,
)
from db.reads.pages import Page, PageQuery, keyset_page_of, page_of
from db.reads.queries import as_indexed
from db.reads.reading import Reading
from db.search.trees import has_beginning

# SQLite collects beginnings fast: it looks at 5,000 claims rather than at all matches.
PROMISED_OF_BEGINNINGS = 5
FURTHEST: Way = "further 20000"
# Matches of a sample if the next 40,000 claims have 10,000 at the same rate.
COMMON = SAMPLED * LOOKED // NEWEST["walk"]
ReadTested = Callable[..., Awaitable[Sequence[Any]]]


async def list_found_page(
    reading: Reading, query: PageQuery, values: Values
) -> Page[ClaimListRow]:
    """Return a page of the claims that match the query ``q`` and all other filters."""
    streams = reading.reader.streams_words
    # An index that collects all matches is used last.
    page = None if streams else await page_of_filter(reading, query, values)
    if page and not query.total:
        return page
    found = await _planned(reading, query, values)
    page = page or await found.page()
    if streams and page.looked_through is not None:
        page = await page_of_filter(reading, query, values) or page
    return await found.counted(page) if query.total else page


async def list_sorted_page(
    reading: Reading, query: PageQuery, values: Values
) -> Page[ClaimListRow]:
    """Return a page of the newest matching claims, in another order than by date."""
    of = {"withdrawn": query.withdrawn}
    hits, bound = await hits_of(reading, values, limit=LOOKED, **of)

    async def rows(
        place: Place, limit: int, key: Mapping[str, Any]
    ) -> Sequence[ClaimListRow]:
        paged = {"sort": query.sort, "place": place, "limit": limit, **of}
        paged |= {"hits": hits, "whole": query.whole}
        return await reading.scan(list_sorted_claims, {**bound, **key}, **paged)

    page = await keyset_page_of(rows, ORDERS[query.sort], query)
    is_whole = not (query.after or page.next_key)
    if is_whole and not (query.total or is_tested(hits.shape)):
        return page
    (count,) = await read_of(reading, hits)(count_tested, bound, tested=hits, **of)
    total, is_least = min(count.total, LOOKED), count.looked > LOOKED
    if is_least:
        page = replace(page, newest=LOOKED)
    return replace(page, total=total, is_least=is_least) if query.total else page


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
    found = await (await _planned(reading, query, values)).shortened()
    most = LOOKED if is_tested(found.shape) else limit
    return Hits(found.shape, found.way, most + 1), named(found.values)


async def _planned(reading: Reading, query: PageQuery, values: Values) -> "FoundList":
    """Return the list, with its plan and the start of its first page.

    If one value of a filter matches few claims, these are tested. If it matches many,
    claims before the first of them are skipped.
    """
    bounds = between_dates(values)

    def planned(way: Way, *, collects: bool = False) -> FoundList:
        found = {**as_indexed(values), **bounds}
        return FoundList(reading, query, found, way, collects)

    for name in (*DRIVERS, *INDEXED_ON_CLAIM):
        if len(values.get(name, ())) == 1:
            of = {name: values[name]}
            (count,) = await reading.rows(count_filtered, named(of), shape=shape_of(of))
            if count.total < SORT_LIMIT:
                return planned("filter")
            bounds = await from_first(reading, query, of, bounds=bounds)
    if "q" not in values:
        return planned("list")
    streams = reading.reader.streams_words and not has_beginning(values["q"][0])
    return planned("index", collects=not streams)


@dataclass(frozen=True)
class FoundList:
    """A list of the claims that a search finds, its filters, and its plan.

    An index that ``collects`` all matches before it returns the first one is used last:
    common words occur in the next claims of the list.
    """

    reading: Reading
    query: PageQuery
    values: Values
    way: Way
    collects: bool

    async def page(self) -> Page[ClaimListRow]:
        """Return a page of the list."""
        page = await self._first_page() if self.collects else None
        return page or await self._examined(self.way)

    async def _first_page(self) -> Page[ClaimListRow] | None:
        """Return a page of the next claims of the list, or nothing if it may go on."""
        found, page = await self._rows("newest"), None
        if len(found) > self.query.limit:
            return self._page(found)
        if way := await self._further(len(found)):
            page = await self._next_page(way)
        # Without other tests, common words would have filled a page.
        if page is None and self._ends_pages and await self._is_common():
            page = await self._next_page("walk")
        return page

    async def _further(self, found: int) -> Way | None:
        """Return how far the list is read next, or nothing if that promises no page.

        It does if further claims have the words as often as the newest ones.
        """
        if self.reading.reader.streams_words:
            promised = self.query.limit // PROMISED_OF_BEGINNINGS
            return FURTHEST if found > promised else None
        expected = found * FURTHER[FURTHEST] // NEWEST["newest"]
        if expected <= self.query.limit:
            return None
        last = await self.reading.rows(find_newest_claim, {})
        way = further_of(max((row.id for row in last), default=0))
        is_promised = way and found * FURTHER[way] > self.query.limit * NEWEST["newest"]
        return way if is_promised else None

    async def _next_page(self, way: Way) -> Page[ClaimListRow] | None:
        """Return a page that is full, or ends at the last claim that is examined."""
        if self._ends_pages:
            page = await self._page_to_end(way)
        else:
            page = self._page(await self._rows(way))
        return None if page.next_key is None else page

    async def _examined(self, way: Way) -> Page[ClaimListRow]:
        """Return a page that ends at the last claim that is examined."""
        if self._ends_pages and way != "filter":
            return await self._page_to_end(way)
        page = self._page(await self._rows(way))
        if page.next_key is not None or way == "filter":
            return page
        looked = await self.looked(LOOKED)
        return _ended(page, looked.last) if looked.total >= LOOKED else page

    async def _page_to_end(self, way: Way) -> Page[ClaimListRow]:
        """Return a page, whose end is found with its rows."""
        of = {"limit": self.query.limit + 1, "way": way, **self._listed}
        found = await self.reading.rows(find_claims_to_end, self._bound, **of)
        docids = [
            one.docid for one in found if one.docid is not None and not one.looked
        ]
        page = await page_of_numbers(self.reading, self.query, docids)
        ends = (one.docid for one in found if one.looked == LOOKED)
        return next((_ended(page, last) for last in ends), page)

    @property
    def _ends_pages(self) -> bool:
        """Return whether the end of a page is found with its rows.

        SQLite would find all candidates before the first row.
        """
        return not self.reading.reader.streams_words and is_narrowed(self.shape)

    async def shortened(self) -> "FoundList":
        """Return this list with a plan that does not collect common words.

        SQLite collects beginnings of words faster than it reads claims.
        """
        if not self.collects or self.reading.reader.streams_words:
            return self
        walk = replace(self, way="walk")
        if await self._is_common() and (await walk.looked(LOOKED + 1)).total > LOOKED:
            return walk
        return self

    async def _is_common(self) -> bool:
        """Return whether a quarter of the next claims have the words."""
        (sample,) = await self.reading.rows(count_sampled, self._bound, **self._listed)
        return sample.total >= COMMON

    def _page(self, found: Sequence[ClaimListRow]) -> Page[ClaimListRow]:
        return page_of(found, self._order, limit=self.query.limit)

    async def counted(self, page: Page[ClaimListRow]) -> Page[ClaimListRow]:
        """Return a page with the number of matches, or a lower bound of it."""
        newest = replace(self.query, after=None, sort="-dated")
        first = await replace(self, query=newest).shortened()
        hits = Hits(first.shape, first.way, LOOKED + 1)
        of = {"tested": hits, "withdrawn": self.query.withdrawn}
        (count,) = await read_of(self.reading, hits)(
            count_tested, named(first.values), **of
        )
        is_least = count.looked > LOOKED
        return replace(page, total=min(count.total, LOOKED), is_least=is_least)

    async def _rows(self, way: Way) -> Sequence[ClaimListRow]:
        """Return the rows of the page, and the next one."""
        of = {"limit": self.query.limit + 1, "whole": self.query.whole, "way": way}
        return await self.reading.rows(
            list_found_claims, self._bound, **of, **self._listed
        )

    async def looked(self, most: int) -> LookedRow:
        """Return how many claims are examined for the page, and the last of them."""
        of = {"way": self.way, "most": most}
        (row,) = await self.reading.rows(
            count_looked, self._bound, **of, **self._listed
        )
        return row

    @property
    def shape(self) -> Shape:
        """Return the filters without their values."""
        return shape_of(self.values)

    @property
    def _listed(self) -> Mapping[str, Any]:
        place = next_place(self._order, self.query.after)
        of = {"shape": self.shape, "sort": self.query.sort, "place": place}
        return {**of, "withdrawn": self.query.withdrawn}

    @property
    def _bound(self) -> Mapping[str, Any]:
        return {**named(self.values), **after_values(self.query.after)}

    @property
    def _order(self) -> Order:
        return FOUND_ORDERS[self.query.sort]


def _ended(page: Page[ClaimListRow], last: int | None) -> Page[ClaimListRow]:
    """Return a page that ends at the last claim that is examined."""
    return replace(page, next_key=(last,), looked_through=LOOKED)
