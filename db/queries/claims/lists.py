"""Lists of claims, read in index order where possible."""

from sqlalchemy import select, union

from db.engine.prepared import parameter, prepared, prepared_by
from db.models import Article, Claim, Revision
from db.queries.claims.filters import OF_ARTICLES, claim_conditions
from db.queries.claims.planning import carried, driven, of_each, several
from db.queries.claims.rows import ClaimListRow, ClaimRow, SingleClaimRow
from db.queries.filters import Shape, binds
from db.queries.keyset import Order, Place, keyset_page
from db.queries.known_by import published
from db.queries.ref_columns import OUTLET, referring
from db.queries.rows import TotalRow, count_up_to
from db.queries.visibility import visible
from db.values.totals import MAX_TOTAL
from db.values.types import AnySelect
from db.values.viewer import Viewer

DATED = (Claim.dated_at, Claim.id)
RECORDED = (Claim.created_at, Claim.id)

ORDERS = {
    "-dated": Order(DATED, descending=True),
    "dated": Order(DATED, descending=False),
    "-recorded": Order(RECORDED, descending=True),
    "recorded": Order(RECORDED, descending=False),
    "position": Order((Claim.article_id, Claim.start, Claim.id), descending=False),
}

ROWS: dict[bool, type[ClaimListRow]] = {False: ClaimListRow, True: ClaimRow}


@prepared(SingleClaimRow)
def get_claim(
    *, viewer: Viewer, withdrawn: bool = False, as_of: bool = False
) -> AnySelect:
    """Select the claim with the id ``claim``, with all its columns.

    With ``as_of``, only if its article was certainly published before ``until``. Merged
    claims are included.
    """
    seen = visible(Claim, viewer, withdrawn=True)
    if not withdrawn:
        seen &= Claim.withdrawn_at.is_(None) | Claim.merged_into_id.is_not(None)
    if as_of:
        seen &= published(Article)
    return _single(viewer).where(Claim.id == parameter("claim"), seen)


@prepared(SingleClaimRow)
def find_claims(*, count: int, viewer: Viewer) -> AnySelect:
    """Select ``count`` live claims by id, with all their columns."""
    return _single(viewer).where(
        Claim.id.in_(binds("claim", count)), visible(Claim, viewer)
    )


def _single(viewer: Viewer) -> AnySelect:
    """Select claims with all their columns, and the columns of their articles."""
    statement = (
        SingleClaimRow.select()
        .join(Article, Article.id == Claim.article_id)
        .outerjoin(Revision, Revision.id == Claim.revision_id)
    )
    return referring(statement, OUTLET, Article.outlet_id, viewer=viewer)


@prepared_by(lambda *, whole=False, **_: ROWS[whole])
def list_claims(
    *,
    shape: Shape = (),
    sort: str = "-dated",
    place: Place = Place(),
    limit: int,
    viewer: Viewer,
    withdrawn: bool = False,
    whole: bool = False,
) -> AnySelect:
    """Select a page of the claims that match every filter of ``shape``.

    Claims of an organisation and its people are sorted. With ``whole``, rows have all
    columns.
    """
    order, row_type = ORDERS[sort], ROWS[whole]
    if name := several(shape):
        each = of_each(name, order.key, shape, viewer=viewer, withdrawn=withdrawn)
        pages = [
            keyset_page(one, carried(order, driver), place, limit=limit).subquery()
            for one, driver in each
        ]
        # The first rows of all values together are among the first rows of each value.
        found = union(*map(select, pages)).subquery("found")
        statement = row_type.select().join(found, Claim.id == found.c.id)
        order, place = order.elsewhere(found.c), Place()
    else:
        statement, rest, driver = driven(row_type.labelled(), shape, viewer)
        conditions = claim_conditions(rest, viewer, driver=driver)
        statement, order = statement.where(*conditions), carried(order, driver)
    statement = statement.join(Article, Article.id == Claim.article_id)
    if whole:
        statement = statement.outerjoin(Revision, Revision.id == Claim.revision_id)
    statement = statement.where(visible(Claim, viewer, withdrawn=withdrawn))
    statement = referring(statement, OUTLET, Article.outlet_id, viewer=viewer)
    is_constant = sort == "position" and ("article", 1) in shape
    return keyset_page(statement, order, place, limit=limit, constant=int(is_constant))


def shown_claims(viewer: Viewer, *, whole: bool) -> AnySelect:
    """Select claims with their articles; it is known that they may be seen."""
    statement = ROWS[whole].select().select_from(Claim)
    statement = statement.join(Article, Article.id == Claim.article_id)
    if whole:
        statement = statement.outerjoin(Revision, Revision.id == Claim.revision_id)
    return referring(statement, OUTLET, Article.outlet_id, viewer=viewer)


@prepared(TotalRow)
def count_claims(
    *,
    shape: Shape = (),
    viewer: Viewer,
    withdrawn: bool = False,
    most: int = MAX_TOTAL + 1,
) -> AnySelect:
    """Select how many claims match every filter of ``shape``, up to ``most``."""
    if name := several(shape):
        each = of_each(name, (Claim.id,), shape, viewer=viewer, withdrawn=withdrawn)
        return count_up_to(most, union(*(one for one, _ in each)))
    statement, rest, driver = driven((Claim.id,), shape, viewer)
    if any(name in OF_ARTICLES for name, _ in rest):
        statement = statement.join(Article, Article.id == Claim.article_id)
    conditions = claim_conditions(rest, viewer, driver=driver)
    seen = visible(Claim, viewer, withdrawn=withdrawn)
    return count_up_to(most, statement.where(seen, *conditions))
