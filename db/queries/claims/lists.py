"""Lists of claims, each read in the order of an index wherever one gives it."""

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, SQLColumnExpression, func, select
from sqlalchemy.orm import aliased

from db.models import (
    Article,
    Attribution,
    Claim,
    ClaimTag,
    Fact,
    Revision,
    Source,
    Stance,
    Tag,
)
from db.models.claim_order import CARRIED
from db.prepared import parameter, prepared
from db.queries.claims.filters import (
    OF_ARTICLES,
    ORIGINATES,
    SPEAKS,
    claim_conditions,
)
from db.queries.filters import Shape
from db.queries.keyset import Order, Place, keyset_page
from db.queries.published import published
from db.queries.refs import article_columns, referring
from db.queries.visibility import refers, visible
from db.types import AnySelect
from db.viewer import Viewer

OUTLET = aliased(Source, name="outlet")
Driver = type[Attribution] | type[ClaimTag] | type[Stance]
DATED = (Claim.dated_at, Claim.id)
RECORDED = (Claim.created_at, Claim.id)

ORDERS = {
    "-dated": Order(DATED, descending=True),
    "dated": Order(DATED, descending=False),
    "-recorded": Order(RECORDED, descending=True),
    "recorded": Order(RECORDED, descending=False),
    "position": Order((Claim.article_id, Claim.start, Claim.id), descending=False),
}

# What a list shows of a claim, in the order in which ``api.formats.claims`` takes it.
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
) -> AnySelect:
    """Select a page of the claims that every filter of ``shape`` lets through."""
    statement, rest, driver = driven(ROW, shape, viewer)
    statement = (
        statement.join(Article, Article.id == Claim.article_id)
        .where(visible(Claim, viewer, withdrawn=withdrawn))
        .where(*claim_conditions(rest, viewer, driver=driver))
    )
    statement = referring(statement, OUTLET, Article.outlet_id, viewer=viewer)
    order = ORDERS[sort] if driver is None else _carried(ORDERS[sort], driver)
    held = sort == "position" and ("article", 1) in shape
    return keyset_page(statement, order, place, limit=limit, held=int(held))


def _carried(order: Order, driver: Driver) -> Order:
    """Return an order of claims by the columns that the ``driver`` has of them."""
    copies = {column: copy for copy, column in CARRIED.items()} | {"id": "claim_id"}
    key = tuple(getattr(driver, copies[column.key]) for column in order.key)
    return Order(key, descending=order.descending)


@prepared
def count_claims(
    *, shape: Shape = (), viewer: Viewer, withdrawn: bool = False
) -> AnySelect:
    """Select how many claims every filter of ``shape`` lets through."""
    seen = visible(Claim, viewer, withdrawn=withdrawn)
    columns = (func.count().label("total"),)
    statement, rest, driver = driven(columns, shape, viewer)
    if any(name in OF_ARTICLES for name, _ in rest):
        statement = statement.join(Article, Article.id == Claim.article_id)
    return statement.where(seen, *claim_conditions(rest, viewer, driver=driver))


# A filter with one value that has an index in the order of dates: claims are read from
# there, and a list stays as quick in its ten-thousandth page as in its first.
def _named(name: str) -> ColumnElement[bool]:
    return Attribution.source_id == parameter(f"{name}__0")


def _bears(viewer: Viewer) -> ColumnElement[bool]:
    fact_id = parameter("fact__0", BigInteger())
    standing = (Stance.fact_id == fact_id) & Stance.superseded_at.is_(None)
    return standing & refers(fact_id, Fact, viewer)


def _tagged(viewer: Viewer) -> ColumnElement[bool]:
    tag_id = (
        select(Tag.id)
        .where(Tag.name == parameter("tag__0"), visible(Tag, viewer))
        .order_by(Tag.visibility)  # a restricted one may have the name as well
        .limit(1)
        .scalar_subquery()
    )
    return ClaimTag.tag_id == tag_id


# Claims are as restricted as the sources in their chains, but not as facts and tags.
DRIVERS: dict[str, tuple[Driver, Callable[[Viewer], ColumnElement[bool]]]] = {
    "source": (Attribution, lambda _: _named("source")),
    "speaker": (Attribution, lambda _: _named("speaker") & SPEAKS),
    "origin": (Attribution, lambda _: _named("origin") & ORIGINATES),
    "fact": (Stance, _bears),
    "tag": (ClaimTag, _tagged),
}


def driven(
    columns: Sequence[SQLColumnExpression[Any]], shape: Shape, viewer: Viewer
) -> tuple[AnySelect, Shape, Driver | None]:
    """Return a select from the best table, the filters it leaves, and that table."""
    # The index of an article on claim gives the order, and fewer rows than any other.
    given = () if ("article", 1) in shape else shape
    name = next((name for name in DRIVERS if (name, 1) in given), None)
    if name is None:
        return select(*columns).select_from(Claim), shape, None
    table, condition = DRIVERS[name]
    joined = (
        select(*columns)
        .select_from(table)
        .join(Claim, Claim.id == table.claim_id)
        .where(condition(viewer))
    )
    return joined, tuple(part for part in shape if part[0] != name), table
