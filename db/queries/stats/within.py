"""From when until when to count."""

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
    """Return the conditions that ``column`` is in ``bounds``, and not nowhere.

    A column that ``always`` has a value is not asked for one: it would be looked for
    in an index of that column, and so not in the one that has all the others.
    """
    dated = [] if always else [column.is_not(None)]
    known = {"from": since(column), "to": before(column)}
    return [*dated, *conditions(bounds, known, viewer)]
