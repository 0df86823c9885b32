"""The interval of time of a count."""

from typing import Any

from sqlalchemy import ColumnElement

from db.queries.filters import Shape, before, conditions, since
from db.values.viewer import Viewer


def within(
    column: Any,  # noqa: ANN401 - a mapped attribute
    bounds: Shape,
    viewer: Viewer,
    *,
    always: bool,
) -> list[ColumnElement[bool]]:
    """Return the conditions that ``column`` is not null and in ``bounds``.

    A column that ``always`` has a value gets no "not null" condition: it would make the
    database use the index of that column instead of the covering index.
    """
    dated = [] if always else [column.is_not(None)]
    known = {"from": since(column), "to": before(column)}
    return [*dated, *conditions(bounds, known, viewer)]
