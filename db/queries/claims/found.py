"""Pages of the claims that match a search."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, literal_column, select, type_coerce

from db.engine.prepared import prepared, prepared_by
from db.engine.rows import Row, column
from db.models import Claim, ClaimSearch
from db.queries.claims.candidates import LOOKED, Side, Sought, Way
from db.queries.claims.filters import claim_conditions
from db.queries.claims.lists import ORDERS, ROWS, shown_claims
from db.queries.claims.planning import driven
from db.queries.filters import Shape, binds
from db.queries.keyset import Order, Place, keyset_page
from db.queries.rows import IdRow, TotalRow, count_all, count_up_to
from db.queries.search import among, id_of, is_ordered, split_search
from db.queries.visibility import visible
from db.values.types import AnySelect, DocidType
from db.values.viewer import Viewer

SORT_LIMIT = 5000  # claims of a filter to test and sort
DOCID = (type_coerce(ClaimSearch.id, DocidType()).label("docid"),)
FOUND_ORDERS = {
    "-dated": Order(DOCID, descending=False),
    "dated": Order(DOCID, descending=True),
}


class FoundRow(Row):
    """The document number of a match, or that of the last candidate.

    ``looked`` is the number of all candidates in the latter row, otherwise 0.
    """

    docid: int | None = column(ClaimSearch.id)
    looked: int = column(func.count())


class LookedRow(Row):
    """How many claims were examined, and the document number of the last one."""

    total: int = column(func.count())
    last: int | None = column(func.max(ClaimSearch.id))


@dataclass(frozen=True)
class Hits:
    """The newest candidates of a search, at most ``length``.

    ``list_found_claims`` describes the ways.
    """

    shape: Shape
    way: Way
    length: int

    def tested(self, viewer: Viewer, *, withdrawn: bool) -> AnySelect:
        """Select the ids of the candidates, null without a match."""
        seen = visible(Claim, viewer, withdrawn=withdrawn)
        sought = _sought(self.shape, "-dated", Place(), seen=seen, viewer=viewer)
        return sought.tested(self.way, self.length)


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
    """Select a page of the claims that match a query and all other filters, by date.

    ``way`` selects the candidates, which all filters test. ``index``: the next 10,000
    visible claims in the full-text index. ``list``: the next 10,000 visible claims of
    the list. ``newest``, ``further`` and ``walk``: those of the next 1,000, so many and
    40,000 claims of the list, visible or not, that have the words. ``filter``: all
    claims that match an indexed filter, sorted.
    """
    seen = visible(Claim, viewer, withdrawn=withdrawn)
    sought = _sought(shape, sort, place, seen=seen, viewer=viewer)
    found = sought.found(way, looked=LOOKED).limit(literal_column(str(limit)))
    page = found.subquery("found")
    statement = shown_claims(viewer, whole=whole).join(
        page, Claim.id == id_of(page.c.docid)
    )
    return statement.order_by(sought.by.order(page.c.docid))


@prepared(IdRow)
def find_newest_claim(*, viewer: Viewer) -> AnySelect:
    """Select the last claim, whose id tells how many claims there are."""
    ids = select(Claim.id.label("id")).where(visible(Claim, viewer))
    return ids.order_by(Claim.id.desc()).limit(literal_column("1"))


@prepared(FoundRow)
def find_claims_to_end(
    *,
    shape: Shape,
    sort: str,
    place: Place,
    limit: int,
    way: Way,
    viewer: Viewer,
    withdrawn: bool = False,
) -> AnySelect:
    """Select the first ``limit`` matches, and the end of the candidates if it is near.

    ``list_found_claims`` describes the ways.
    """
    seen = visible(Claim, viewer, withdrawn=withdrawn)
    sought = _sought(shape, sort, place, seen=seen, viewer=viewer)
    rows = sought.found_with_end(way, looked=LOOKED, limit=limit).subquery("found")
    return select(rows.c.docid, rows.c.looked)


@prepared_by(lambda *, whole=False, **_: ROWS[whole])
def list_claims_by_id(
    *, count: int, viewer: Viewer, withdrawn: bool = False, whole: bool = False
) -> AnySelect:
    """Select ``count`` claims by their ids."""
    given = Claim.id.in_(binds("claim", count))
    seen = visible(Claim, viewer, withdrawn=withdrawn)
    return shown_claims(viewer, whole=whole).where(given, seen)


@prepared(LookedRow)
def count_looked(
    *,
    shape: Shape,
    sort: str,
    place: Place,
    way: Way,
    most: int = LOOKED,
    viewer: Viewer,
    withdrawn: bool = False,
) -> AnySelect:
    """Select how many claims are examined for a page, and the last of them."""
    seen = visible(Claim, viewer, withdrawn=withdrawn)
    sought = _sought(shape, sort, place, seen=seen, viewer=viewer)
    some = sought.candidates(way, most).subquery("looked")
    last = func.min if sought.by.descending else func.max
    return LookedRow.select(last=last(some.c.docid)).select_from(some)


@prepared_by(lambda *, whole=False, **_: ROWS[whole])
def list_sorted_claims(
    *,
    hits: Hits,
    sort: str,
    place: Place = Place(),
    limit: int,
    viewer: Viewer,
    withdrawn: bool = False,
    whole: bool = False,
) -> AnySelect:
    """Select a page of the matches among candidates, in another order than by date."""
    tested = hits.tested(viewer, withdrawn=withdrawn).subquery("tested")
    found = select(tested.c.id).where(tested.c.id.is_not(None))
    statement = shown_claims(viewer, whole=whole).where(among(Claim.id, found))
    return keyset_page(statement, ORDERS[sort], place, limit=limit)


@prepared(TotalRow)
def count_sampled(
    *, shape: Shape, sort: str, place: Place, viewer: Viewer, withdrawn: bool = False
) -> AnySelect:
    """Select how many of the next claims of a list are visible and have the words."""
    seen = visible(Claim, viewer, withdrawn=withdrawn)
    return count_all(_sought(shape, sort, place, seen=seen, viewer=viewer).sampled())


@prepared(TotalRow)
def count_filtered(*, shape: Shape, viewer: Viewer) -> AnySelect:
    """Select how many claims match a filter, up to ``SORT_LIMIT``."""
    statement, rest, driver = driven((Claim.id,), shape, viewer)
    conditions = claim_conditions(rest, viewer, driver=driver)
    some = statement.where(visible(Claim, viewer), *conditions)
    return count_up_to(SORT_LIMIT, some)


def is_tested(shape: Shape) -> bool:
    """Return whether the index may return claims that do not match."""
    search, others = split_search(shape)
    return bool(others) or is_ordered(search)


def is_narrowed(shape: Shape) -> bool:
    """Return whether claims are tested for more than whether they are reviewed."""
    search, others = split_search(shape)
    return is_ordered(search) or any(name != "review" for name, _ in others)


def _sought(
    shape: Shape,
    sort: str,
    place: Place,
    *,
    seen: ColumnElement[bool],
    viewer: Viewer,
) -> Sought:
    search, others = split_search(shape)
    by = Side(search, place, descending=FOUND_ORDERS[sort].descending)
    return Sought(search, others, by, seen, viewer)
