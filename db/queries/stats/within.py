"""From when until when to count."""

from typing import Any

from sqlalchemy import ColumnElement

from db.queries.filters import Shape, before, conditions, since


def within(column: Any, bounds: Shape) -> list[ColumnElement[bool]]:  # noqa: ANN401 - a mapped attribute
    """Return the conditions that ``column`` is in ``bounds``; at no time is in none."""
    known = column.is_not(None)
    dated = [known] if column.expression.nullable else []
    return [*dated, *conditions(bounds, {"from": since(column), "to": before(column)})]
