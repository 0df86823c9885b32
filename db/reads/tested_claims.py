"""Lists of claims by filters without an index, which test one claim after another."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from db.models.claim import COMMON
from db.queries.claims import (
    MAX_VALUES_LOOKED_UP,
    ORDERS,
    TESTED,
    ClaimListRow,
    Listed,
    TestedRow,
    Window,
    count_tested,
    find_end_of_window,
    list_claims_in_window,
)
from db.queries.claims.planning import DRIVERS
from db.queries.filters import Shape, Values, named, shape_of
from db.queries.keyset import Key, Order, Place, after_values, key_of, next_place
from db.reads.pages import Page, PageQuery, page_of
from db.reads.queries import as_indexed
from db.reads.reading import SHORT, Reading
from db.values.totals import MAX_TOTAL
from db.values.types import to_datetime

FIRST = 1000  # claims to test first; they fill most pages
INDEXED = frozenset({"source", "subject", "article", "outlet", "fact", "tag"})
# Steps at an end of a chain are indexed by date only.
ENDS = frozenset({"speaker", "origin"})
INDEXED_BY_SORT = dict.fromkeys(ORDERS, INDEXED) | dict.fromkeys(
    ("-dated", "dated"), INDEXED | ENDS
)


# Seldom values have an index by date; those of reviews also by recording.
SELDOM_BY_SORT = dict.fromkeys(("-dated", "dated"), frozenset(COMMON)) | dict.fromkeys(
    ("-recorded", "recorded"), frozenset({"review"})
)


def is_bounded(values: Values, sort: str) -> bool:
    """Return whether an index returns the list, or the candidates are few."""
    if len(values.get("article", ())) == 1:
        return True
    given = {(name, len(of)) for name, of in values.items()} - {("review", 2)}
    if any(name.startswith("affiliated_") for name, _ in given):
        return True
    indexed = INDEXED_BY_SORT[sort]
    known = (name in indexed and n <= MAX_VALUES_LOOKED_UP for name, n in given)
    return len(given) <= 1 and all(known)


def is_counted_by_index(values: Values) -> bool:
    """Return whether a table of parts of claims counts the matches of bounded filters.

    PostgreSQL would join it with all claims.
    """
    crowds = any(name.startswith("affiliated_") for name in values)
    return not (crowds or values.keys().isdisjoint(DRIVERS))


async def list_tested_page(
    reading: Reading, query: PageQuery, values: Values
) -> Page[ClaimListRow]:
    """Return a page of the claims that match all filters.

    It ends after 5,000 tested claims, and then says so.
    """
    return await _tested_list(reading, query, values).page()


async def window_of(
    reading: Reading, values: Values, *, withdrawn: bool
) -> tuple[Window, Mapping[str, Any]]:
    """Return the claims to test for counts, at most 10,001, and the values to bind."""
    query = PageQuery(limit=MAX_TOTAL, sort="-dated", withdrawn=withdrawn)
    listed = _tested_list(reading, query, values)
    return await listed.first_window(MAX_TOTAL + 1), listed.values


def listed_by_index(values: Values, *, length: int) -> Listed:
    """Return the newest matches of filters for which ``is_bounded`` is true."""
    by = "article" if len(values.get("article", ())) == 1 else ""
    by = by or next((name for name in values if name != "review"), "")
    return Listed(shape_of(values), "-dated", by, length)


def _tested_list(reading: Reading, query: PageQuery, values: Values) -> "TestedList":
    """Return the list by all filters, with the filters that may have the candidates."""
    indexed = dict(as_indexed(values))
    for name in ENDS - INDEXED_BY_SORT[query.sort] & indexed.keys():
        indexed.setdefault("source", indexed[name])
    drivers = drivers_of(indexed, query.sort)
    return TestedList(reading, query, shape_of(indexed), named(indexed), drivers)


def drivers_of(values: Values, sort: str) -> Sequence[str]:
    """Return the filters with an index in this order, those with fewest values first.

    Without such a filter, return the empty name: all claims are candidates.
    """
    seldom = {
        name
        for name in SELDOM_BY_SORT.get(sort, frozenset()) & values.keys()
        if not {*COMMON[name]} & {*values[name]}
    }
    indexed = (seldom | INDEXED_BY_SORT[sort]) & values.keys()
    few = [name for name in indexed if len(values[name]) <= MAX_VALUES_LOOKED_UP]
    return sorted(few, key=lambda name: (len(values[name]), name)) or [""]


@dataclass(frozen=True)
class TestedList:
    """A list of claims, its filters and their values.

    The candidates are the claims of one of the ``drivers``.
    """

    reading: Reading
    query: PageQuery
    shape: Shape
    values: Mapping[str, Any]
    drivers: Sequence[str]

    async def page(self) -> Page[ClaimListRow]:
        """Return a page of the list."""
        by, end = self.drivers[0], None
        found = await self._first(by)
        if len(found) <= self.query.limit:
            by, end = await self._planned()
            found = await self._until(by, end)
        page = page_of(found, self._order, limit=self.query.limit)
        if end is not None and page.next_key is None:
            looked = self._window(by, TESTED).length
            page = replace(page, next_key=end, looked_through=looked)
        return await self._counted(page) if self.query.total else page

    async def _first(self, by: str) -> Sequence[ClaimListRow]:
        """Return the matches among the first candidates."""
        read = self.reading.rows if self.query.limit <= SHORT else self.reading.scan
        paged = {"window": self._window(by, FIRST), "place": self._place, **self._paged}
        return await read(list_claims_in_window, self._after, **paged)

    async def _planned(self) -> tuple[str, Key | None]:
        """Return the filter with the candidates, and the key of the last candidate.

        The key is null if the window holds all claims of the filter.
        """
        ends = {}
        for by in self.drivers:
            ends[by] = await self._end(by)
            if ends[by] is None:
                return by, None
        return self.drivers[0], ends[self.drivers[0]]

    async def _end(self, by: str) -> Key | None:
        """Return the key of the last candidate; null if the list ends before."""
        of = {"window": self._window(by, TESTED), "place": self._place, **self._seen}
        rows = await self.reading.scan(find_end_of_window, self._after, **of)
        return key_of(rows[0], self._order) if rows else None

    async def _until(self, by: str, end: Key | None) -> Sequence[ClaimListRow]:
        """Return the matches up to ``end``, including claims recorded meanwhile."""
        values = {**self._after, **after_values(end and _loaded(end), "until")}
        place = replace(self._place, until=end is not None)
        of = {"window": self._window(by, 2 * TESTED), "place": place, **self._paged}
        return await self.reading.scan(list_claims_in_window, values, **of)

    async def first_window(self, size: int) -> Window:
        """Return the window that holds all claims of a filter, or else the last one."""
        by, *others = self.drivers
        if not others:
            return self._window(by, size)
        window, _ = await self._counted_window(size)
        return window

    async def _counted(self, page: Page[ClaimListRow]) -> Page[ClaimListRow]:
        """Return a page with the number of matches, or a lower bound of it."""
        is_ended = page.looked_through is not None
        if self.query.after is None and (is_ended or page.next_key is None):
            return replace(page, total=len(page.rows), is_least=is_ended)
        window, count = await self._counted_window(TESTED)
        is_least = count.looked == window.length
        return replace(page, total=count.total, is_least=is_least)

    async def _counted_window(self, size: int) -> tuple[Window, TestedRow]:
        """Return the first window, and the count of its claims."""
        for by in self.drivers:
            window = self._window(by, size)
            (count,) = await self.reading.scan(
                count_tested, self.values, tested=window, **self._seen
            )
            if count.looked < window.length:
                break
        return window, count

    def _window(self, by: str, size: int) -> Window:
        return Window(self.shape, self.query.sort, by, size)

    @property
    def _seen(self) -> Mapping[str, bool]:
        return {"withdrawn": self.query.withdrawn}

    @property
    def _paged(self) -> Mapping[str, Any]:
        return {
            **self._seen,
            "limit": self.query.limit + 1,
            "whole": self.query.whole,
        }

    @property
    def _place(self) -> Place:
        return next_place(self._order, self.query.after)

    @property
    def _after(self) -> Mapping[str, Any]:
        return {**self.values, **after_values(self.query.after)}

    @property
    def _order(self) -> Order:
        return ORDERS[self.query.sort]


def _loaded(key: Key) -> Key:
    """Return a key with instants as parameters; SQLite stores them as text."""
    return tuple(one if isinstance(one, int) else to_datetime(one) for one in key)
