"""Chooses the table that a list of claims reads first, by the order of its index."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    SQLColumnExpression,
    literal_column,
    select,
)

from db.engine.prepared import parameter
from db.models import (
    Article,
    Attribution,
    Claim,
    ClaimSubject,
    ClaimTag,
    Fact,
    Source,
    Stance,
    Tag,
)
from db.models.claim import COMMON, seldom
from db.models.claim_order import CARRIED
from db.queries.claims.filters import (
    FILTERS,
    OF_ARTICLES,
    ORIGINATES,
    SPEAKS,
    claim_conditions,
)
from db.queries.filters import Shape
from db.queries.keyset import Order
from db.queries.visibility import refers, visible
from db.values.types import AnySelect
from db.values.viewer import Viewer

Driver = type[Attribution] | type[ClaimSubject] | type[ClaimTag] | type[Stance]
MAX_VALUES_LOOKED_UP = 16  # of a filter that gets a select for each value
# Numbers of ids in a lookup: few statements serve all numbers of sources.
PADDED_SIZES = (1, 2, 4, 8, MAX_VALUES_LOOKED_UP)


# For a single value of these filters, a table has an index in each order. A list read
# from it is as fast on its ten-thousandth page as on its first.
def _named(name: str, number: int) -> ColumnElement[bool]:
    return Attribution.source_id == parameter(f"{name}__{number}")


def _bears(number: int, viewer: Viewer) -> ColumnElement[bool]:
    fact_id = parameter(f"fact__{number}", BigInteger())
    standing = (Stance.fact_id == fact_id) & Stance.superseded_at.is_(None)
    return standing & refers(fact_id, Fact, viewer)


def _about(number: int, viewer: Viewer) -> ColumnElement[bool]:
    source_id = parameter(f"subject__{number}", BigInteger())
    return (ClaimSubject.source_id == source_id) & refers(source_id, Source, viewer)


def _tagged(number: int, viewer: Viewer) -> ColumnElement[bool]:
    tag_id = (
        select(Tag.id)
        .where(Tag.match_key == parameter(f"tag__{number}"), visible(Tag, viewer))
        .order_by(Tag.visibility)  # a public and a restricted tag may share the name
        .limit(1)
        .scalar_subquery()
    )
    return ClaimTag.tag_id == tag_id


# A claim is at least as restricted as the sources of its chain, so their ids need no
# check of visibility. Subjects, facts and tags need one.
DRIVERS: dict[str, tuple[Driver, Callable[[int, Viewer], ColumnElement[bool]]]] = {
    "source": (Attribution, lambda number, _: _named("source", number)),
    "speaker": (Attribution, lambda number, _: _named("speaker", number) & SPEAKS),
    "origin": (Attribution, lambda number, _: _named("origin", number) & ORIGINATES),
    "subject": (ClaimSubject, _about),
    "fact": (Stance, _bears),
    "tag": (ClaimTag, _tagged),
}
INDEXED_ON_CLAIM = {"article", "outlet"}


def driven(
    columns: Sequence[SQLColumnExpression[Any]], shape: Shape, viewer: Viewer
) -> tuple[AnySelect, Shape, Driver | None]:
    """Return a select from the best table, the remaining filters, and that table."""
    # The claim table has an index by article, which selects fewer rows than any other.
    given = () if ("article", 1) in shape else shape
    name = next((name for name in DRIVERS if (name, 1) in given), "")
    statement, driver = read_from(columns, name, number=0, viewer=viewer)
    return statement, _without(name, shape), driver


def padded(ids: list[int]) -> list[int]:
    """Return ids, padded with the first one to the next of ``PADDED_SIZES``, if any."""
    size = next((size for size in PADDED_SIZES if size >= len(ids)), len(ids))
    return [*ids, *ids[:1] * (size - len(ids))]


def _without(name: str, shape: Shape) -> Shape:
    return tuple(part for part in shape if part[0] != name)


def several(shape: Shape) -> str:
    """Return the filter that gets a select for each of its values, or an empty string.

    Otherwise the database would scan all claims until a page is full.
    """
    indexed = [
        (count, name)
        for name, count in shape
        if name in DRIVERS.keys() | INDEXED_ON_CLAIM
    ]
    count, name = min(indexed, default=(0, ""))
    return name if 1 < count <= MAX_VALUES_LOOKED_UP else ""


def of_each(
    name: str,
    columns: Sequence[SQLColumnExpression[Any]],
    shape: Shape,
    *,
    viewer: Viewer,
    withdrawn: bool,
) -> Iterator[tuple[AnySelect, Driver | None]]:
    """Yield a select of the claims for each value of the filter, and its table."""
    rest = _without(name, shape)
    for number in range(dict(shape)[name]):
        statement, driver = read_from(columns, name, number=number, viewer=viewer)
        if any(part in OF_ARTICLES for part, _ in rest):
            statement = statement.join(Article, Article.id == Claim.article_id)
        seen = visible(Claim, viewer, withdrawn=withdrawn)
        conditions = claim_conditions(rest, viewer, driver=driver)
        yield statement.where(seen, *conditions), driver


def driver_of(name: str) -> Driver | None:
    """Return the table that claims of a filter are read from, if it is another one."""
    return DRIVERS[name][0] if name in DRIVERS else None


def carried(order: Order, driver: Driver | None) -> Order:
    """Return an order of claims in terms of the copies in the ``driver``."""
    copies = {column: copy for copy, column in CARRIED.items()} | {"id": "claim_id"}
    return order.elsewhere(driver, copies) if driver else order


def looked_up(
    columns: Sequence[SQLColumnExpression[Any]],
    name: str,
    wanted: ColumnElement[bool],
    *,
    number: int,
    viewer: Viewer,
) -> AnySelect:
    """Return a select of the ``wanted`` claims for one value of a filter.

    ``columns`` are those of the table that they are read from. PostgreSQL would join
    it with all claims if it guesses that many match.
    """
    if name not in DRIVERS:
        statement, _ = read_from(columns, name, number=number, viewer=viewer)
        return statement.where(wanted)
    driver, met = DRIVERS[name]
    claim = select(Claim.id).where(Claim.id == driver.claim_id, wanted)
    is_wanted = claim.correlate(driver).scalar_subquery().is_not(None)
    return select(*columns).where(met(number, viewer), is_wanted)


def read_from(
    columns: Sequence[SQLColumnExpression[Any]],
    name: str,
    *,
    number: int,
    viewer: Viewer,
) -> tuple[AnySelect, Driver | None]:
    """Return a select of the claims for one value of a filter, and its table.

    Without the name of a filter, of all claims.
    """
    if not name:
        return select(*columns).select_from(Claim), None
    if name in COMMON:
        has_value = getattr(Claim, name) == parameter(f"{name}__{number}")
        return select(*columns).where(has_value, literal_column(seldom(name))), None
    if name in INDEXED_ON_CLAIM:
        type_, condition = FILTERS[name]
        given = [parameter(f"{name}__{number}", type_)]
        return select(*columns).where(condition(given, viewer)), None
    driver, met = DRIVERS[name]
    joined = select(*columns).select_from(driver)
    joined = joined.join(Claim, Claim.id == driver.claim_id)
    return joined.where(met(number, viewer)), driver
