"""Keyset pages: they start after the key of a row, not after a number of rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, Literal

from sqlalchemy import ColumnElement, literal_column, not_, tuple_

from db.engine.prepared import parameter
from db.values.types import AnySelect, UtcDateTime, json_instant

# Rows with a null in the first key column come last and have their own select: a single
# select with an OR would get slower with every page.
Arm = Literal["valued", "null"]
Key = tuple[Any, ...]  # the values of a row in the columns of an order


@dataclass(frozen=True)
class Order:
    """An order whose last column is the id, so that there are no ties."""

    key: tuple[Any, ...]
    descending: bool
    nullable: bool = False  # whether the first column of the key may be null

    def elsewhere(
        self,
        columns: Any,  # noqa: ANN401 - a mapped class, or the columns of a subquery
        names: Mapping[str, str] = MappingProxyType({}),
    ) -> "Order":
        """Return this order on ``columns``; ``names`` maps columns with other names."""
        named = (names.get(column.key, column.key) for column in self.key)
        return replace(self, key=tuple(getattr(columns, name) for name in named))


@dataclass(frozen=True)
class Place:
    """The part of a page's position that the statement depends on."""

    arm: Arm = "valued"
    after: bool = False  # whether the page starts after a key
    until: bool = False  # whether the page ends with a key


def keyset_page(
    statement: AnySelect, order: Order, place: Place, *, limit: int, constant: int = 0
) -> AnySelect:
    """Order ``statement``, and take ``limit`` rows after the ``after__*`` parameters.

    With ``place.until``, the rows end with that of the ``until__*`` parameters.

    The first ``constant`` columns of the key have the same value in all rows and are
    left out: comparing them would prevent the use of the index for a filter on them.
    """
    key = [getattr(column, "expression", column) for column in order.key][constant:]
    compared = key
    if place.arm == "null":
        statement = statement.where(key[0].is_(None))
        compared = key[1:]
    elif order.nullable:
        statement = statement.where(key[0].is_not(None))
    if place.after:
        statement = statement.where(_is_after(compared, order))
    if place.until:
        statement = statement.where(not_(_is_after(compared, order, "until")))
    # Including the column of nulls: PostgreSQL uses an index only for its whole order.
    ordered = statement.order_by(
        *(column.desc() if order.descending else column for column in key)
    )
    # A literal, so that a generic plan knows the number of rows.
    return ordered.limit(literal_column(str(limit)))


def _is_after(
    columns: Sequence[Any], order: Order, name: str = "after"
) -> ColumnElement[bool]:
    """Compare the last columns of an order with the ``after__*`` parameters."""
    offset = len(order.key) - len(columns)
    bounds = [
        parameter(f"{name}__{number}", column.type)
        for number, column in enumerate(columns, offset)
    ]
    row, bound = tuple_(*columns), tuple_(*bounds)
    return row < bound if order.descending else row > bound


def key_of(row: Any, order: Order) -> Key:  # noqa: ANN401 - a row of any list
    """Return the sort key of ``row``, with instants in the form of JSON."""
    values = ((column.type, getattr(row, column.key)) for column in order.key)
    return tuple(
        json_instant(value) if isinstance(type_, UtcDateTime) else value
        for type_, value in values
    )


def next_place(order: Order, key: Key | None) -> Place:
    """Return the place of the page after the row with ``key``."""
    if key is None:
        return Place()
    return Place("null" if order.nullable and key[0] is None else "valued", after=True)


def after_values(key: Key | None, name: str = "after") -> dict[str, Any]:
    """Return the parameters of the page after the row with ``key``, or ``until`` it."""
    return {f"{name}__{number}": value for number, value in enumerate(key or ())}
