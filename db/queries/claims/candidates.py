"""The candidates of a search among claims, and the tests that they must pass.

The index returns the document numbers of claims in their order (``db.search.docids``).
Each claim is then tested on its own row, so that no limit counts hidden claims.
"""

from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import BigInteger, ColumnElement, and_, case, literal_column, select

from db.engine.prepared import parameter
from db.models import Article, Claim, ClaimSearch
from db.queries.claims.filters import OF_ARTICLES, claim_conditions
from db.queries.claims.planning import driven
from db.queries.filters import Shape
from db.queries.keyset import Place
from db.queries.search import (
    has_words,
    id_of,
    indexed_rows,
    words_match,
    words_of_hit,
)
from db.queries.word_indexes import CLAIMS
from db.values.types import AnySelect
from db.values.viewer import Viewer

Way = Literal["index", "list", "newest", "further", "filter"]
LOOKED = 10_000  # claims whose phrases and columns a page tests
# Claims whose words PostgreSQL reads before it uses the index: no more than a page
# tests, or it would end elsewhere than on SQLite.
NEWEST = {"newest": 5000, "further": LOOKED}


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

    def found(self, way: Way, *, looked: int | None = None) -> AnySelect:
        """Select the document numbers of the matching claims, in their order.

        At most ``looked`` visible claims are tested; without it, all.
        """
        if way == "filter":
            return self._of_filter()
        is_newest = way in NEWEST
        some = self._newest(NEWEST[way]) if is_newest else self.candidates(way, looked)
        matches = self._claim(some).is_not(None)
        # Not sorted again: that would test all candidates before the first row is
        # returned.
        return select(some.c.docid).where(matches, *self._words(some, way))

    def tested(self, way: Way, looked: int) -> AnySelect:
        """Select the ids of the first ``looked`` candidates, null without a match."""
        if way == "filter":
            found = self._of_filter().limit(literal_column(str(looked))).subquery()
            return select(id_of(found.c.docid).label("id"))
        some = self.candidates(way, looked)
        claim = self._claim(some) if self.filters else some.c.record_id
        words = self._words(some, way)
        match = case((and_(*words), claim)) if words else claim
        return select(match.label("id")).select_from(some)

    def _claim(self, some: Any) -> Any:  # noqa: ANN401 - a subquery, a column
        """Return the id of a visible candidate that passes all filters, else null."""
        tests = claim_conditions(self.filters, self.viewer, in_order=True)
        claim = select(Claim.id).where(Claim.id == some.c.record_id, self.seen, *tests)
        if any(name in OF_ARTICLES for name, _ in self.filters):
            claim = claim.join(Article, Article.id == Claim.article_id)
        # No join: the planner would choose its order.
        return claim.correlate(some).scalar_subquery()

    def candidates(self, way: Way, looked: int | None) -> Any:  # noqa: ANN401 - a subquery
        """Return the next visible claims of the index or of the list."""
        if way == "index":
            rows = indexed_rows(CLAIMS, self.by.bounds)
        else:
            rows = self._next(ClaimSearch.words).subquery("listed")
        claim = select(Claim.id).where(Claim.id == rows.c.record_id, self.seen)
        seen = claim.correlate(rows).scalar_subquery().is_not(None)
        found = select(rows.c.docid, rows.c.record_id).where(seen)
        found = found.order_by(self.by.order(rows.c.docid))
        if looked is not None:
            found = found.limit(literal_column(str(looked)))
        return found.subquery("candidates")

    def _newest(self, count: int) -> Any:  # noqa: ANN401 - a subquery
        """Return the next claims of the list, visible or not."""
        some = self._next(ClaimSearch.words).order_by(self.by.order(ClaimSearch.id))
        return some.limit(literal_column(str(count))).subquery("hits")

    def _next(self, *columns: Any) -> AnySelect:  # noqa: ANN401 - columns
        record_id = ClaimSearch.record_id.label("record_id")
        listed = select(ClaimSearch.id.label("docid"), record_id, *columns)
        return listed.where(*self.by.bounds(ClaimSearch.id))

    def _words(self, some: Any, way: Way) -> list[ColumnElement[bool]]:  # noqa: ANN401 - a subquery
        """Return the test of the words, unless the index has already found them."""
        if way in NEWEST:
            return [words_match(some.c.words, self.search)]
        return words_of_hit(some, self.search, CLAIMS) if way == "index" else []

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
