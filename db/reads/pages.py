"""Pages of lists: their queries, results and reads."""

from bisect import bisect_right
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Generic, TypeVar

from db.engine.prepared import RowT
from db.queries.filters import Shape, Values, named, shape_of
from db.queries.keyset import Key, Order, Place, after_values, key_of, next_place
from db.queries.search import has_words as is_search
from db.reads.reading import SHORT, Builder, Reading
from db.values.totals import MAX_TOTAL

T = TypeVar("T")
OF_ROWS = {"in_order", "whole"}  # parts of a shape that builders of counts do not take
# Reads the rows of one arm of a list: its place, the limit, the key of the previous
# row.
ReadRows = Callable[[Place, int, Mapping[str, Any]], Awaitable[Sequence[RowT]]]


@dataclass(frozen=True)
class PageQuery:
    """The requested page of a list; ``after`` is the key of the row before it.

    ``total`` requests the number of all rows, ``drafts`` the number of drafts that the
    list leaves out, and ``whole`` all columns of the rows.
    """

    limit: int
    after: Key | None = None
    sort: str = ""
    withdrawn: bool = False
    total: bool = False
    drafts: bool = False
    whole: bool = False


@dataclass(frozen=True)
class Page(Generic[RowT]):
    """The rows of one page, the key of the next page, and the number of all rows.

    There are ``total`` rows, or more if ``is_least``.
    ``drafts`` is the number of drafts that the list leaves out. For a search or a list
    by filters, ``looked_through`` is the number of records examined if the page ended
    there, and ``newest`` the number of listed matches if there are more.
    """

    rows: Sequence[RowT]
    next_key: Key | None = None
    total: int | None = None
    is_least: bool = False
    drafts: int | None = None
    looked_through: int | None = None
    newest: int | None = None


@dataclass(frozen=True)
class Listing(Generic[RowT]):
    """A list of records: its builders, orders and indexes.

    ``indexed`` has, for each sort, the filters with an index in that order.
    """

    rows: Builder[RowT]
    count: Builder[Any]
    orders: Mapping[str, Order]
    indexed: Mapping[str, frozenset[str]] = field(default_factory=dict)

    async def page(
        self,
        reading: Reading,
        query: PageQuery,
        values: Values,
        *,
        bound: Mapping[str, Any] | None = None,
        **shape: Any,  # noqa: ANN401 - the builders'
    ) -> Page[RowT]:
        """Read one page of this list; ``bound`` has bind values besides the filters."""
        filters, parameters = shape_of(values), {**named(values), **(bound or {})}
        is_short = query.limit <= SHORT and self._is_indexed(filters, query.sort)
        read = reading.rows if is_short else reading.scan
        counted = {"shape": filters, "withdrawn": query.withdrawn, **shape}
        for name in OF_ROWS & counted.keys():
            del counted[name]
        listed = {**counted, **shape, "sort": query.sort}

        async def rows(
            place: Place, limit: int, key: Mapping[str, Any]
        ) -> Sequence[RowT]:
            found = {**parameters, **key}
            return await read(self.rows, found, place=place, limit=limit, **listed)

        page = await keyset_page_of(rows, self.orders[query.sort], query)
        is_searched = is_search(filters)
        if not (query.total or (is_searched and _goes_on(page, query))):
            return page
        (count,) = await reading.scan(self.count, parameters, **counted)
        return _counted(page, query, count.total, is_searched=is_searched)

    def _is_indexed(self, filters: Shape, sort: str) -> bool:
        """Return whether an index returns exactly these rows in their order."""
        narrowing = [one for one in filters if one != ("review", 2)]
        if not narrowing:
            return sort != "position"
        ((name, count), *more) = narrowing
        return name in self.indexed.get(sort, ()) and count == 1 and not more


def _goes_on(page: Page[RowT], query: PageQuery) -> bool:
    """Return whether a list has more than one page."""
    return bool(page.next_key or query.after)


def _counted(
    page: Page[RowT], query: PageQuery, total: int, *, is_searched: bool
) -> Page[RowT]:
    """Return a page with the number of rows, and whether a search has more."""
    newest = MAX_TOTAL if is_searched and total > MAX_TOTAL else None
    return replace(page, total=total if query.total else None, newest=newest)


@dataclass(frozen=True)
class IndexedListing(Generic[RowT]):
    """A list in the single order of an index, such as the children of one record."""

    rows: Builder[RowT]
    order: Order

    async def page(
        self,
        reading: Reading,
        query: PageQuery,
        values: Mapping[str, Any],
        **shape: Any,  # noqa: ANN401 - the builder's
    ) -> Page[RowT]:
        """Read one page of this list; ``values`` are bind values."""
        read = reading.rows if query.limit <= SHORT else reading.scan

        async def rows(
            place: Place, limit: int, key: Mapping[str, Any]
        ) -> Sequence[RowT]:
            bound = {**values, **key}
            return await read(self.rows, bound, place=place, limit=limit, **shape)

        return await keyset_page_of(rows, self.order, query)


async def keyset_page_of(
    rows: ReadRows[RowT], order: Order, query: PageQuery
) -> Page[RowT]:
    """Read one page through ``rows``, in both arms of a nullable order if needed."""
    place, wanted = next_place(order, query.after), query.limit + 1
    found = list(await rows(place, wanted, after_values(query.after)))
    if order.nullable and place.arm == "valued" and len(found) < wanted:
        found += await rows(Place("null"), wanted - len(found), {})
    return page_of(found, order, limit=query.limit)


def page_of(found: Sequence[RowT], order: Order, *, limit: int) -> Page[RowT]:
    """Return the first rows, and the key of the next page if there are more."""
    if len(found) <= limit:
        return Page(found)
    shown = found[:limit]
    return Page(shown, key_of(shown[-1], order))


def cut(
    rows: Sequence[T],
    key: Callable[[T], Key],
    *,
    limit: int,
    after: Key | None,
) -> tuple[Sequence[T], bool]:
    """Return a page of rows sorted by ``key``, with the key of the next page."""
    start = bisect_right(rows, after, key=key) if after else 0
    return rows[start : start + limit], len(rows) > start + limit
