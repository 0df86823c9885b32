"""The candidates of a search among claims, and the tests that they must pass.

The index returns the document numbers of claims in their order (``db.search.docids``).
Each claim is then tested on its own row, so that no limit counts hidden claims.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    and_,
    case,
    func,
    literal_column,
    select,
)

from db.engine.prepared import parameter
from db.models import Article, Claim, ClaimSearch
from db.queries.claims.filters import OF_ARTICLES, claim_conditions
from db.queries.claims.planning import driven
from db.queries.filters import Shape
from db.queries.keyset import Place
from db.queries.rows import AnyUnion
from db.queries.search import (
    NO_ROWS,
    has_words,
    id_of,
    indexed_rows,
    words_match,
    words_of_hit,
)
from db.queries.word_indexes import CLAIMS
from db.values.types import AnySelect
from db.values.viewer import Viewer

Way = Literal[
    "index",
    "list",
    "newest",
    "further 2500",
    "further 5000",
    "further 10000",
    "further 20000",
    "walk",
    "filter",
]
LOOKED = 10_000  # claims whose phrases and columns a page tests
# Claims of the list whose words are tested instead of using the index.
FURTHER: Mapping[Way, int] = {
    "further 20000": 20_000,
    "further 10000": 10_000,
    "further 5000": 5000,
    "further 2500": 2500,
}
NEWEST: Mapping[Way, int] = {"newest": 1000, **FURTHER, "walk": 40_000}
# A page of the list costs as much as the index if its length is 16 times the square
# root of the number of claims. That is rounded to the next length of FURTHER.
SQUARE_BY_CLAIMS = 512
SAMPLED = 1000  # claims of the list whose words tell how common those of a query are
NO_MATCH: ColumnElement[int] = literal_column("0")  # instead of the id of a claim


def further_of(claims: int) -> Way | None:
    """Return how far the list is read instead of the index, of so many claims."""
    most = claims * SQUARE_BY_CLAIMS
    return next((way for way, size in FURTHER.items() if size**2 <= most), None)


class Side:
    """The next claims of the order, and the direction of the scan."""

    def __init__(self, search: Shape, place: Place, *, descending: bool) -> None:
        self.descending = descending
        self._given = {name for name, _ in search}
        if place.after:
            self._given.add("after")

    def bounds(self, docid: Any) -> list[ColumnElement[bool]]:  # noqa: ANN401 - a column
        """Return the conditions on the number of a claim."""
        last = parameter("after__0", BigInteger())
        known = {
            "docid_from": docid >= parameter("docid_from__0", BigInteger()),
            "docid_to": docid <= parameter("docid_to__0", BigInteger()),
            "after": docid < last if self.descending else docid > last,
        }
        return [known[name] for name in known if name in self._given]

    def order(self, docid: Any) -> Any:  # noqa: ANN401 - a column
        """Return the order of the list."""
        return docid.desc() if self.descending else docid


@dataclass(frozen=True)
class Sought:
    """A search: the forms of a query, the other filters, and the start of the page.

    ``seen`` matches the claims that the viewer may see.
    """

    search: Shape
    filters: Shape
    by: Side
    seen: ColumnElement[bool]
    viewer: Viewer

    def found(self, way: Way, *, looked: int) -> AnySelect:
        """Select the document numbers of the matching claims, in their order.

        At most ``looked`` visible claims are tested.
        """
        if way == "filter":
            return self._of_filter()
        some = self._judged(way, looked).subquery("candidates")
        # Not sorted again: that would test all candidates before the first row is
        # returned.
        return select(some.c.docid).where(some.c.claim_id > NO_MATCH)

    def found_with_end(self, way: Way, *, looked: int, limit: int) -> AnyUnion:
        """Select ``limit`` matches, and the end of the candidates if these are fewer.

        PostgreSQL computes the candidates as far as they are read.
        """
        some = self._judged(way, looked).cte("candidates").prefix_with("MATERIALIZED")
        count: ColumnElement[int] = literal_column(str(limit))
        first = select(some.c.docid).where(some.c.claim_id > NO_MATCH).limit(count)
        matches, counted = first.subquery("matches"), first.subquery("counted")
        last = func.min if self.by.descending else func.max
        number = select(func.count()).select_from(counted).scalar_subquery()
        looked_at = func.count().label("looked")
        end = select(last(some.c.docid).label("docid"), looked_at).where(number < count)
        found = select(matches.c.docid, NO_MATCH.label("looked"))
        ends = end.subquery("ends")
        return found.union_all(select(ends).where(ends.c.looked > NO_MATCH))

    def tested(self, way: Way, looked: int) -> AnySelect:
        """Select the ids of the first ``looked`` candidates, null without a match."""
        if way == "filter":
            found = self._of_filter().limit(literal_column(str(looked))).subquery()
            return select(id_of(found.c.docid).label("id"))
        some = self._judged(way, looked).subquery("candidates")
        return select(func.nullif(some.c.claim_id, NO_MATCH).label("id"))

    def candidates(self, way: Way, looked: int) -> AnySelect:
        """Select the document numbers of the next ``looked`` visible candidates."""
        return select(self._judged(way, looked, tests=False).subquery().c.docid)

    def sampled(self) -> AnySelect:
        """Select the visible claims of the next ``SAMPLED`` that have the words."""
        some = self._next(SAMPLED)
        has_words = words_match(some.c.words, self.search)
        return select(some.c.docid).where(has_words, self._claim(some, []).is_not(None))

    def _judged(self, way: Way, looked: int, *, tests: bool = True) -> AnySelect:
        """Select the next visible candidates with their ids.

        A candidate that fails a test has the id ``NO_MATCH``. Each claim is looked up
        once.
        """
        rows = self._rows(way)
        claim = self._claim(rows, self._tests(rows, way) if tests else [])
        # PostgreSQL would merge the subquery into the outer one, and look up twice.
        judged = select(rows.c.docid, claim.label("claim_id")).offset(NO_ROWS)
        if way not in NEWEST:  # which are in order: SQLite would sort them again
            judged = judged.order_by(self.by.order(rows.c.docid))
        each = judged.subquery("judged")
        seen = select(each).where(each.c.claim_id.is_not(None))
        return seen.limit(literal_column(str(looked)))

    def _rows(self, way: Way) -> Any:  # noqa: ANN401 - a subquery
        """Return the next claims of the index or of the list, visible or not."""
        if way == "index":
            return indexed_rows(CLAIMS, self.by.bounds)
        some = self._next(NEWEST.get(way))
        if way == "list":
            return some
        having = select(some.c.docid, some.c.record_id)
        return having.where(words_match(some.c.words, self.search)).subquery("having")

    def _next(self, count: int | None) -> Any:  # noqa: ANN401 - a subquery
        """Return the next claims of the list, visible or not."""
        docid, record_id = ClaimSearch.id.label("docid"), ClaimSearch.record_id
        listed = select(docid, record_id.label("record_id"), ClaimSearch.words)
        listed = listed.where(*self.by.bounds(ClaimSearch.id))
        if count is not None:
            listed = listed.order_by(self.by.order(ClaimSearch.id))
            listed = listed.limit(literal_column(str(count)))
        return listed.subquery("listed")

    def _claim(self, rows: Any, tests: Sequence[ColumnElement[bool]]) -> Any:  # noqa: ANN401 - a subquery, a column
        """Return the id of a visible candidate, ``NO_MATCH`` if a test fails."""
        found = case((and_(*tests), Claim.id), else_=NO_MATCH) if tests else Claim.id
        claim = select(found).where(Claim.id == rows.c.record_id, self.seen)
        if any(name in OF_ARTICLES for name, _ in self.filters):
            claim = claim.join(Article, Article.id == Claim.article_id)
        # No join: the planner would choose its order.
        return claim.correlate(rows).scalar_subquery()

    def _tests(self, rows: Any, way: Way) -> list[ColumnElement[bool]]:  # noqa: ANN401 - a subquery
        """Return the tests by all filters, and by the words if the index has others."""
        tests = claim_conditions(self.filters, self.viewer, in_order=True)
        if way == "index":
            tests += words_of_hit(rows, self.search, CLAIMS)
        return tests

    def _of_filter(self) -> AnySelect:
        """Select the claims that match a filter, sorted."""
        docid = ClaimSearch.id
        columns = (docid.label("docid"),)
        statement, rest, driver = driven(columns, self.filters, self.viewer)
        if any(name in OF_ARTICLES for name, _ in rest):
            statement = statement.join(Article, Article.id == Claim.article_id)
        if has_words(self.search):
            statement = statement.where(words_match(ClaimSearch.words, self.search))
        return (
            statement.join(ClaimSearch, ClaimSearch.record_id == Claim.id)
            .where(self.seen, *claim_conditions(rest, self.viewer, driver=driver))
            .where(*self.by.bounds(docid))
            # An expression, so that the planner does not use the index with this
            # order on all claims.
            .order_by(self.by.order(docid + literal_column("0")))
        )
