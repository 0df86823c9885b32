"""Lists of claims, each read in the order of an index wherever one gives it."""

from sqlalchemy import func, select, union
from sqlalchemy.orm import aliased

from db.engine.prepared import parameter, prepared
from db.models import Article, Claim, Revision, Source
from db.queries.claims.filters import OF_ARTICLES, claim_conditions
from db.queries.claims.planning import carried, driven, of_each, several
from db.queries.filters import Shape
from db.queries.keyset import Order, Place, keyset_page
from db.queries.known_by import published
from db.queries.ref_columns import article_columns, referring
from db.queries.visibility import visible
from db.values.types import AnySelect
from db.values.viewer import Viewer

OUTLET = aliased(Source, name="outlet")
DATED = (Claim.dated_at, Claim.id)
RECORDED = (Claim.created_at, Claim.id)

ORDERS = {
    "-dated": Order(DATED, descending=True),
    "dated": Order(DATED, descending=False),
    "-recorded": Order(RECORDED, descending=True),
    "recorded": Order(RECORDED, descending=False),
    "position": Order((Claim.article_id, Claim.start, Claim.id), descending=False),
}

# What a list shows of a claim, in the order that ``api.serializers.claims`` takes.
ROW = (
    Claim.id,
    Claim.version,
    Claim.article_id,
    *article_columns(Article, OUTLET, "article"),
    Claim.text,
    Claim.statement,
    Claim.form,
    Claim.act,
    Claim.hedges,
    Claim.said_from,
    Claim.said_to,
    Claim.said_precision,
    Claim.said_text,
    Claim.dated_at,
    Claim.dated_basis,
    Claim.terms,
    Claim.review,
    Claim.created_at,
    Claim.updated_at,
    Claim.withdrawn_at,
    Claim.start,
)
REST = (
    Claim.revision_id,
    Revision.number.label("revision_number"),
    Revision.captured_at.label("revision_captured_at"),
    Revision.text_length.label("revision_text_length"),
    Revision.text_sha256.label("revision_text_sha256"),
    Claim.probability_low,
    Claim.probability_high,
    Claim.probability_basis,
    Claim.channel,
    Claim.knowledge,
    Claim.terms_reason,
    Claim.about_from,
    Claim.about_to,
    Claim.about_precision,
    Claim.about_text,
    Claim.language,
    Claim.method,
    Claim.confidence,
    Claim.visibility,
    Claim.embargo_until,
    Claim.note,
)


@prepared
def get_claim(
    *, viewer: Viewer, withdrawn: bool = False, as_of: bool = False
) -> AnySelect:
    """Select the claim with the id ``claim``, with all its columns.

    With ``as_of`` only if its article was surely out before ``until``.
    """
    seen = visible(Claim, viewer, withdrawn=withdrawn)
    if as_of:
        seen &= published(Article)
    statement = (
        select(*ROW, *REST)
        .join(Article, Article.id == Claim.article_id)
        .outerjoin(Revision, Revision.id == Claim.revision_id)
        .where(Claim.id == parameter("claim"), seen)
    )
    return referring(statement, OUTLET, Article.outlet_id, viewer=viewer)


@prepared
def list_claims(
    *,
    shape: Shape = (),
    sort: str = "-dated",
    place: Place = Place(),
    limit: int,
    viewer: Viewer,
    withdrawn: bool = False,
    walked: bool = False,
) -> AnySelect:
    """Select a page of the claims that every filter of ``shape`` lets through.

    Those of an organisation and its people are sorted, or, ``walked``, looked for in
    their order.
    """
    order = ORDERS[sort]
    if name := several(shape):
        each = of_each(name, order.key, shape, viewer=viewer, withdrawn=withdrawn)
        pages = [
            keyset_page(one, carried(order, driver), place, limit=limit).subquery()
            for one, driver in each
        ]
        # The first of all are among the first of each.
        found = union(*map(select, pages)).subquery("found")
        statement = select(*ROW).join(found, Claim.id == found.c.id)
        order, place = order.elsewhere(found.c), Place()
    else:
        statement, rest, driver = driven(ROW, shape, viewer)
        conditions = claim_conditions(rest, viewer, driver=driver, walked=walked)
        statement, order = statement.where(*conditions), carried(order, driver)
    statement = statement.join(Article, Article.id == Claim.article_id)
    statement = statement.where(visible(Claim, viewer, withdrawn=withdrawn))
    statement = referring(statement, OUTLET, Article.outlet_id, viewer=viewer)
    held = sort == "position" and ("article", 1) in shape
    return keyset_page(statement, order, place, limit=limit, held=int(held))


@prepared
def count_claims(
    *, shape: Shape = (), viewer: Viewer, withdrawn: bool = False
) -> AnySelect:
    """Select how many claims every filter of ``shape`` lets through."""
    total = func.count().label("total")
    if name := several(shape):
        each = of_each(name, (Claim.id,), shape, viewer=viewer, withdrawn=withdrawn)
        found = union(*(one for one, _ in each))
        return select(total).select_from(found.subquery())
    statement, rest, driver = driven((total,), shape, viewer)
    if any(name in OF_ARTICLES for name, _ in rest):
        statement = statement.join(Article, Article.id == Claim.article_id)
    conditions = claim_conditions(rest, viewer, driver=driver)
    return statement.where(visible(Claim, viewer, withdrawn=withdrawn), *conditions)
