"""Conditions of filters that several resources share."""

from typing import Any

from sqlalchemy import ColumnElement, String, and_, case, false, null, or_, true

from db.models import Editable
from db.queries.filters.shapes import Binds, Filter
from db.queries.visibility import refers
from db.values.types import UtcDateTime
from db.values.viewer import Viewer

ESCAPE = "/"


def one_of(
    column: Any,  # noqa: ANN401 - a mapped attribute
) -> Filter:
    """Return the filter for a ``column`` equal to one of the values."""
    return column.type, lambda given, _: column.in_(given)


def in_language(column: Any) -> Filter:  # noqa: ANN401 - a mapped attribute
    """Return the filter for a language: ``en`` matches ``en-GB`` (RFC 4647, 3.3.1)."""
    return (
        String(),
        lambda given, _: or_(
            *(or_(column == tag, column.like(tag.concat("-%"))) for tag in given)
        ),
    )


def refers_to(
    table: type[Editable],
    column: Any,  # noqa: ANN401 - a mapped attribute
) -> Filter:
    """Return the filter for a ``column`` that refers to one of some records."""
    return (
        column.type,
        lambda given, viewer: column.in_(given) & refers(column, table, viewer),
    )


def true_or_false(
    is_true: ColumnElement[bool], *, neither: ColumnElement[bool]
) -> ColumnElement[bool]:
    """Return true if a condition holds, null if ``neither`` holds, else false."""
    return case((is_true, true()), (neither, null()), else_=false())


def escaped(word: str) -> str:
    """Return ``word`` for a LIKE pattern, with wildcards escaped."""
    for special in (ESCAPE, "%", "_"):
        word = word.replace(special, ESCAPE + special)
    return word


def since(column: Any) -> Filter:  # noqa: ANN401 - a mapped attribute
    """Return the filter for a ``column`` at or after an instant."""
    return UtcDateTime(), lambda given, _: and_(*(column >= at for at in given))


def before(column: Any) -> Filter:  # noqa: ANN401 - a mapped attribute
    """Return the filter for a ``column`` before an instant."""
    return UtcDateTime(), lambda given, _: and_(*(column < at for at in given))


def overlaps_from(start: Any, end: Any) -> Filter:  # noqa: ANN401 - a mapped attribute
    """Return the filter for fuzzy dates that end after an instant."""

    def condition(given: Binds, _: Viewer) -> ColumnElement[bool]:
        known = start.is_not(None) | end.is_not(None)
        return and_(known, *((end > at) | end.is_(None) for at in given))

    return UtcDateTime(), condition


def overlaps_to(start: Any, end: Any) -> Filter:  # noqa: ANN401 - a mapped attribute
    """Return the filter for fuzzy dates that begin before an instant."""

    def condition(given: Binds, _: Viewer) -> ColumnElement[bool]:
        known = start.is_not(None) | end.is_not(None)
        return and_(known, *((start < at) | start.is_(None) for at in given))

    return UtcDateTime(), condition
