"""Keyset pages: where the last one ended instead of how many rows to skip."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, Literal

from sqlalchemy import literal_column, tuple_

from db.engine.prepared import parameter
from db.values.types import AnySelect

# Rows whose leading key is null come last, and are read in an arm of their own: an OR
# over both would cost more with every page.
Arm = Literal["valued", "null"]
Key = tuple[Any, ...]  # the values of a row that a list is ordered by


@dataclass(frozen=True)
class Order:
    """An order that ends in the id, so that nothing ties."""

    key: tuple[Any, ...]
    descending: bool
    nullable: bool = False  # whether the first column of the key may be null

    def elsewhere(
        self,
        columns: Any,  # noqa: ANN401 - a mapped class, or the columns of a subquery
        names: Mapping[str, str] = MappingProxyType({}),
    ) -> "Order":
        """Return this order by the columns that stand for its own; ``names`` differ."""
        named = (names.get(column.key, column.key) for column in self.key)
        return replace(self, key=tuple(getattr(columns, name) for name in named))


@dataclass(frozen=True)
class Place:
    """Where in a list a page begins, as far as it decides how the select is built."""

    arm: Arm = "valued"
    after: bool = False  # whether there is a page before it


def keyset_page(
    statement: AnySelect, order: Order, place: Place, *, limit: int, held: int = 0
) -> AnySelect:
    """Order ``statement``, take ``limit`` rows behind the ``after__*`` parameters.

    The first ``held`` columns of the key have one value in all rows. They are left
    out: as part of the comparison they would keep a filter on them from the index.
    """
    key = [getattr(column, "expression", column) for column in order.key][held:]
    compared = key
    if place.arm == "null":
        statement = statement.where(key[0].is_(None))
        compared = key[1:]
    elif order.nullable:
        statement = statement.where(key[0].is_not(None))
    if place.after:
        offset = len(order.key) - len(compared)
        bounds = [
            parameter(f"after__{number}", column.type)
            for number, column in enumerate(compared, offset)
        ]
        row, bound = tuple_(*compared), tuple_(*bounds)
        statement = statement.where(row < bound if order.descending else row > bound)
    # By the nulls too, which tie: PostgreSQL takes no shorter order from an index.
    ordered = statement.order_by(
        *(column.desc() if order.descending else column for column in key)
    )
    # A literal, so that a generic plan knows how few rows are wanted.
    return ordered.limit(literal_column(str(limit)))


def key_of(row: Any, order: Order) -> Key:  # noqa: ANN401 - a row of any list
    """Return the sort key of ``row``."""
    return tuple(getattr(row, column.key) for column in order.key)


def next_place(order: Order, key: Key | None) -> Place:
    """Return where the page behind the row with ``key`` begins."""
    if key is None:
        return Place()
    return Place("null" if order.nullable and key[0] is None else "valued", after=True)


def after_values(key: Key | None) -> dict[str, Any]:
    """Return the parameters of a page behind the row with ``key``."""
    return {f"after__{number}": value for number, value in enumerate(key or ())}
