"""Pages of the claims that a search finds, by date.

The index gives the numbers of claims in their order (``db.search.docids``). Each claim
is then tested by its own row, so that no limit counts one that is not visible.
"""

from typing import Any, Literal

from sqlalchemy import BigInteger, ColumnElement, literal_column, select, type_coerce

from db.engine.prepared import parameter, prepared, prepared_by
from db.models import Article, Claim, ClaimSearch, Revision
from db.queries.claims.filters import OF_ARTICLES, claim_conditions
from db.queries.claims.lists import ROWS
from db.queries.claims.planning import driven
from db.queries.filters import Shape
from db.queries.keyset import Order, Place
from db.queries.ref_columns import OUTLET, referring
from db.queries.rows import TotalRow, count_up_to
from db.queries.search import (
    has_words,
    id_of,
    indexed_claims,
    is_ordered,
    split_search,
    words_match,
)
from db.queries.visibility import visible
from db.values.types import AnySelect, DocidType
from db.values.viewer import Viewer

Way = Literal["index", "newest", "filter"]
NEWEST = 5000  # claims of which PostgreSQL reads the words, before it asks the index
SORT_LIMIT = 5000  # claims of a filter that are tested and sorted
DOCID = (type_coerce(ClaimSearch.id, DocidType()).label("docid"),)
FOUND_ORDERS = {
    "-dated": Order(DOCID, descending=False),
    "dated": Order(DOCID, descending=True),
}


@prepared_by(lambda *, whole=False, **_: ROWS[whole])
def list_found_claims(
    *,
    shape: Shape,
    sort: str = "-dated",
    place: Place = Place(),
    limit: int,
    way: Way = "index",
    viewer: Viewer,
    withdrawn: bool = False,
    whole: bool = False,
) -> AnySelect:
    """Select a page of the claims that match a query and all other filters.

    ``newest`` are only those among the next 5,000 claims in the order of the list,
    whose words are read one after the other. By the ``filter`` that an index has, its
    claims are tested and sorted.
    """
    search, others = split_search(shape)
    by = _Side(search, place, descending=FOUND_ORDERS[sort].descending)
    seen = visible(Claim, viewer, withdrawn=withdrawn)
    if way == "filter":
        found = _of_filter(search, others, by, viewer=viewer).where(seen)
    else:
        hits = _next_claims(by) if way == "newest" else indexed_claims(by.bounds)
        claim = _claim_of(hits.c.claim_id, others, viewer).where(seen)
        if way == "index" and is_ordered(search):
            claim = claim.where(has_words(Claim.id, search))
        # No join: its order would be the planner's.
        matches = claim.correlate(hits).scalar_subquery().is_not(None)
        found = select(hits.c.docid).where(matches).order_by(by.order(hits.c.docid))
        if way == "newest":
            found = found.where(words_match(hits.c.words, search))
    page = found.limit(literal_column(str(limit))).subquery("found")
    return _shown(page, by, viewer=viewer, whole=whole)


@prepared(TotalRow)
def count_filtered(*, shape: Shape, viewer: Viewer) -> AnySelect:
    """Select how many claims a filter finds, up to ``SORT_LIMIT``."""
    statement, rest, driver = driven((Claim.id,), shape, viewer)
    conditions = claim_conditions(rest, viewer, driver=driver)
    some = statement.where(visible(Claim, viewer), *conditions)
    return count_up_to(SORT_LIMIT, some)


class _Side:
    """Which claims of the order come next, and in which direction."""

    def __init__(self, search: Shape, place: Place, *, descending: bool) -> None:
        self._descending = descending
        self._given = {name for name, _ in search}
        if place.after:
            self._given.add("after")

    def bounds(self, docid: Any) -> list[ColumnElement[bool]]:  # noqa: ANN401 - a column
        """Return the conditions on the number of a claim."""
        last = parameter("after__0", BigInteger())
        known = {
            "docid_from": docid >= parameter("docid_from__0", BigInteger()),
            "docid_to": docid <= parameter("docid_to__0", BigInteger()),
            "after": docid < last if self._descending else docid > last,
        }
        return [known[name] for name in known if name in self._given]

    def order(self, docid: Any) -> Any:  # noqa: ANN401 - a column
        """Return the order of the list."""
        return docid.desc() if self._descending else docid


def _claim_of(claim_id: Any, filters: Shape, viewer: Viewer) -> AnySelect:  # noqa: ANN401 - a column
    """Select a claim if it matches all filters; its builder applies visibility."""
    statement = select(Claim.id).where(Claim.id == claim_id)
    if any(name in OF_ARTICLES for name, _ in filters):
        statement = statement.join(Article, Article.id == Claim.article_id)
    return statement.where(*claim_conditions(filters, viewer, in_order=True))


def _next_claims(by: _Side) -> Any:  # noqa: ANN401 - a subquery
    return (
        select(
            ClaimSearch.id.label("docid"),
            ClaimSearch.record_id.label("claim_id"),
            ClaimSearch.words,
        )
        .where(*by.bounds(ClaimSearch.id))
        .order_by(by.order(ClaimSearch.id))
        .limit(literal_column(str(NEWEST)))
        .subquery("hits")
    )


def _of_filter(
    search: Shape, filters: Shape, by: _Side, *, viewer: Viewer
) -> AnySelect:
    """Select the claims that a filter finds, sorted; the caller applies visibility."""
    docid = ClaimSearch.id
    statement, rest, driver = driven((docid.label("docid"),), filters, viewer)
    if any(name in OF_ARTICLES for name, _ in rest):
        statement = statement.join(Article, Article.id == Claim.article_id)
    return (
        statement.join(ClaimSearch, ClaimSearch.record_id == Claim.id)
        .where(*claim_conditions(rest, viewer, driver=driver))
        .where(words_match(ClaimSearch.words, search), *by.bounds(docid))
        # An expression: the index that has the order would give all claims.
        .order_by(by.order(docid + literal_column("0")))
    )


def _shown(found: Any, by: _Side, *, viewer: Viewer, whole: bool) -> AnySelect:  # noqa: ANN401 - a subquery
    """Select the rows of claims that were ``found``; they are visible."""
    statement = (
        ROWS[whole]
        .select()
        .select_from(found)
        .join(Claim, Claim.id == id_of(found.c.docid))
        .join(Article, Article.id == Claim.article_id)
        .where(visible(Claim, viewer, withdrawn=True))
    )
    if whole:
        statement = statement.outerjoin(Revision, Revision.id == Claim.revision_id)
    statement = referring(statement, OUTLET, Article.outlet_id, viewer=viewer)
    return statement.order_by(by.order(found.c.docid))
