"""Shapes of filters, and the parameters that they bind."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import BindParameter, ColumnElement
from sqlalchemy.types import TypeEngine

from db.engine.prepared import parameter
from db.values.viewer import Viewer

Values = Mapping[str, Sequence[Any]]  # by filter: filters are ANDed, values are ORed
Shape = tuple[tuple[str, int], ...]  # each filter and its number of values
Binds = list[BindParameter[Any]]
Condition = Callable[[Binds, Viewer], ColumnElement[bool]]
Filter = tuple[TypeEngine[Any], Condition]  # the type of its values, the condition


def shape_of(values: Values) -> Shape:
    """Return each filter with its number of values, which determine the statement."""
    return tuple(sorted((name, len(given)) for name, given in values.items()))


def named(values: Values) -> dict[str, Any]:
    """Return ``values`` by the names of the parameters from ``binds``."""
    return {
        f"{name}__{number}": value
        for name, given in values.items()
        for number, value in enumerate(given)
    }


def binds(name: str, count: int, type_: TypeEngine[Any] | None = None) -> Binds:
    """Return ``count`` parameters for the filter or the ids ``name``."""
    return [parameter(f"{name}__{number}", type_) for number in range(count)]


def conditions(
    shape: Shape, known: Mapping[str, Filter], viewer: Viewer
) -> list[ColumnElement[bool]]:
    """Return the conditions of every filter in ``shape``.

    A filter by a record that ``viewer`` may not see matches nothing, like a filter by a
    record that does not exist.
    """
    return [
        condition(binds(name, count, type_), viewer)
        for name, count in shape
        for type_, condition in (known[name],)
    ]
