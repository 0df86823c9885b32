"""Windows of a list of claims: a bounded number of claims to test with the filters.

Without a window, a filter without an index in the order of the list tests one claim
after the other until the page is full or the list ends.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, literal_column, select, union

from db.engine.prepared import prepared, prepared_by
from db.engine.rows import Row, column
from db.models import Article, Claim, ClaimSearch
from db.queries.claims.filters import OF_ARTICLES, OF_STANCES, claim_conditions
from db.queries.claims.lists import ORDERS, ROWS, shown_claims
from db.queries.claims.planning import carried, driver_of, looked_up
from db.queries.claims.rows import ClaimListRow
from db.queries.filters import Filter, Shape, before, conditions, since
from db.queries.keyset import Place, keyset_page
from db.queries.search import NO_ROWS, split_search, words_match
from db.queries.visibility import visible
from db.values.types import AnySelect
from db.values.viewer import Viewer

TESTED = 5000  # claims that a page tests, so that it takes less than 50 ms
# The filters that are ranges of the first column of an order.
RANGES: Mapping[str, Mapping[str, Callable[[Any], Filter]]] = {
    "dated_at": {"dated_from": since, "dated_to": before},
    "created_at": {"recorded_from": since, "recorded_to": before},
}


@dataclass(frozen=True)
class Window:
    """The next visible claims of a list, at most ``size``.

    They match the filter ``by``, which has an index in the order of the list. If ``by``
    is empty, they are the next of all claims.
    """

    shape: Shape
    sort: str
    by: str
    size: int

    @property
    def length(self) -> int:
        """Return the number of claims; several values share ``size``."""
        return self.size // self._values

    def claims(self, place: Place, viewer: Viewer, seen: ColumnElement[bool]) -> Any:  # noqa: ANN401 - a subquery
        """Select the sort keys of the visible claims from ``place`` on, in order."""
        values = range(self._values)
        pages = [self._of_value(n, place, viewer=viewer, seen=seen) for n in values]
        if len(pages) == 1:
            return pages[0].subquery("looked")
        # The first claims of the union are among the first claims of each value.
        each = union(*(select(page.subquery()) for page in pages)).subquery("each")
        order = ORDERS[self.sort].elsewhere(each.c)
        first = keyset_page(select(each), order, Place(), limit=self.length)
        return first.subquery("looked")

    def tested(self, viewer: Viewer, *, withdrawn: bool) -> AnySelect:
        """Select the ids of the claims of the first window, null without a match."""
        seen = visible(Claim, viewer, withdrawn=withdrawn)
        looked = self.claims(Place(), viewer, seen)
        return select(self.matches(looked, viewer).label("id")).select_from(looked)

    def matches(self, looked: Any, viewer: Viewer) -> ColumnElement[int | None]:  # noqa: ANN401 - a subquery
        """Return the id of a claim in the window if all filters match, else null."""
        tests = claim_conditions(self._tested(), viewer, in_order=True)
        claim = select(Claim.id).where(Claim.id == looked.c.id, *tests)
        if any(name in OF_ARTICLES for name, _ in self.shape):
            claim = claim.join(Article, Article.id == Claim.article_id)
        # No join: the planner would choose its order.
        return claim.correlate(looked).scalar_subquery()

    def _of_value(
        self, number: int, place: Place, *, viewer: Viewer, seen: ColumnElement[bool]
    ) -> AnySelect:
        """Select the sort keys of the claims for one value of the filter."""
        order = carried(ORDERS[self.sort], driver_of(self.by))
        names = zip(order.key, ORDERS[self.sort].key, strict=True)
        columns = [copy.label(of.key) for copy, of in names]
        statement = looked_up(columns, self.by, seen, number=number, viewer=viewer)
        ranges = {name: of(order.key[0]) for name, of in self._ranges.items()}
        shape = tuple(part for part in self.shape if part[0] in ranges)
        statement = statement.where(*conditions(shape, ranges, viewer))
        return keyset_page(statement, order, place, limit=self.length)

    @property
    def _values(self) -> int:
        return dict(self.shape).get(self.by, 1)

    @property
    def _ranges(self) -> Mapping[str, Callable[[Any], Filter]]:
        return RANGES.get(ORDERS[self.sort].key[0].key, {})

    def _tested(self) -> Shape:
        """Return the filters that each claim must pass."""
        known = {self.by, *self._ranges}
        if "stance" in dict(self.shape):
            known -= OF_STANCES  # the same row must match the fact and the stance
        return tuple(part for part in self.shape if part[0] not in known)


@dataclass(frozen=True)
class Listed(Window):
    """The next claims that match all filters, at most ``size`` of each value of ``by``.

    If few claims match, all claims of the filter ``by`` are read.
    """

    @property
    def length(self) -> int:
        """Return the number of claims."""
        return self.size

    def tested(self, viewer: Viewer, *, withdrawn: bool) -> AnySelect:
        """Select the ids of the claims, which all match."""
        tests = claim_conditions(self._tested(), viewer, in_order=True)
        wanted = and_(visible(Claim, viewer, withdrawn=withdrawn), *tests)
        return select(self.claims(Place(), viewer, wanted).c.id)


@dataclass(frozen=True)
class SearchedWindow(Window):
    """A window whose claims are also tested for the words of a query."""

    def numbers(self, looked: Any, viewer: Viewer) -> ColumnElement[int | None]:  # noqa: ANN401 - a subquery
        """Return the document number of a claim in the window, null without a match."""
        search, _ = split_search(self.shape)
        _, others = split_search(self._tested())
        claim = (
            select(ClaimSearch.id)
            .join(Claim, Claim.id == ClaimSearch.record_id)
            .where(ClaimSearch.record_id == looked.c.id)
            .where(words_match(ClaimSearch.words, search))
            .where(*claim_conditions(others, viewer, in_order=True))
        )
        if any(name in OF_ARTICLES for name, _ in others):
            claim = claim.join(Article, Article.id == Claim.article_id)
        return claim.correlate(looked).scalar_subquery()


class NumberRow(Row):
    """The document number of a claim."""

    docid: int = column(ClaimSearch.id)


@prepared(NumberRow)
def find_in_window(
    *,
    window: SearchedWindow,
    place: Place,
    limit: int,
    viewer: Viewer,
    withdrawn: bool = False,
) -> AnySelect:
    """Select the first claims of a window that have the words and match all filters."""
    seen = visible(Claim, viewer, withdrawn=withdrawn)
    looked = window.claims(place, viewer, seen)
    docid = window.numbers(looked, viewer).label("docid")
    # PostgreSQL would merge the subquery into the outer one, and look up twice.
    found = select(docid).select_from(looked).offset(NO_ROWS).subquery("found")
    matches = select(found.c.docid).where(found.c.docid.is_not(None))
    return matches.limit(literal_column(str(limit)))


@prepared_by(lambda *, whole=False, **_: ROWS[whole])
def list_claims_in_window(
    *,
    window: Window,
    place: Place = Place(),
    limit: int,
    viewer: Viewer,
    withdrawn: bool = False,
    whole: bool = False,
) -> AnySelect:
    """Select the claims of a window that match every filter of its shape."""
    seen = visible(Claim, viewer, withdrawn=withdrawn)
    looked = window.claims(place, viewer, seen)
    # Not sorted again: that would test all claims before the first row is returned.
    found = select(looked.c.id).where(window.matches(looked, viewer).is_not(None))
    page = found.limit(literal_column(str(limit))).subquery("found")
    statement = shown_claims(viewer, whole=whole).join(page, Claim.id == page.c.id)
    return keyset_page(statement, ORDERS[window.sort], Place(), limit=limit)


@prepared(ClaimListRow)
def find_end_of_window(
    *, window: Window, place: Place = Place(), viewer: Viewer, withdrawn: bool = False
) -> AnySelect:
    """Select the last claim of a window; none if the list ends before it is full."""
    seen = visible(Claim, viewer, withdrawn=withdrawn)
    looked = window.claims(place, viewer, seen)
    last = select(looked.c.id).offset(literal_column(str(window.length - 1)))
    page = last.subquery("last")
    return shown_claims(viewer, whole=False).join(page, Claim.id == page.c.id)
