"""Filters of lists: a shape builds the select, values are bound when it runs."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    String,
    and_,
    case,
    false,
    null,
    or_,
    true,
)
from sqlalchemy.types import TypeEngine

from db.engine.prepared import parameter
from db.models import Editable
from db.queries.visibility import refers
from db.values.types import UtcDateTime
from db.values.viewer import Viewer

Values = Mapping[str, Sequence[Any]]  # of each filter: filters ANDed, values ORed
Shape = tuple[tuple[str, int], ...]  # each filter and its number of values
Binds = list[BindParameter[Any]]
Condition = Callable[[Binds, Viewer], ColumnElement[bool]]
Filter = tuple[TypeEngine[Any], Condition]  # the type of its values, the condition
ESCAPE = "/"


def shape_of(values: Values) -> Shape:
    """Return each filter and its number of values: all that the select depends on."""
    return tuple(sorted((name, len(given)) for name, given in values.items()))


def named(values: Values) -> dict[str, Any]:
    """Return ``values`` by the names of the parameters that ``binds`` makes."""
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

    A filter by a record that ``viewer`` may not see matches nothing, like a filter by
    a record that does not exist.
    """
    return [
        condition(binds(name, count, type_), viewer)
        for name, count in shape
        for type_, condition in (known[name],)
    ]


def one_of(
    column: Any,  # noqa: ANN401 - a mapped attribute
) -> Filter:
    """Return the filter for a ``column`` equal to one of the values."""
    return column.type, lambda given, _: column.in_(given)


def in_language(column: Any) -> Filter:  # noqa: ANN401 - a mapped attribute
    """Return the filter for a language: ``en`` finds ``en-GB`` (RFC 4647, 3.3.1)."""
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
    """Return whether a condition is true; null where it is not and ``neither`` is."""
    return case((is_true, true()), (neither, null()), else_=false())


def contains_words(*columns: Any) -> Condition:  # noqa: ANN401 - mapped attributes
    """Return the condition that one of the folded ``columns`` contains each word."""

    def condition(given: Binds, _: Viewer) -> ColumnElement[bool]:
        return and_(
            *(
                or_(*(column.contains(word, escape=ESCAPE) for column in columns))
                for word in given
            )
        )

    return condition


def escaped(word: str) -> str:
    """Return ``word`` for ``contains_words``, with wildcards escaped."""
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


BATCHES = (1, 10, 50, 200, 1001)  # so that few selects serve every page size
MAX_IDS = BATCHES[-2]  # ids for one read, which then takes some milliseconds


def batch_size(count: int) -> int:
    """Return the size of the smallest batch for ``count`` ids."""
    return next(size for size in BATCHES if size >= count)


def portions(given: Sequence[int]) -> Iterator[Sequence[int]]:
    """Yield ``given`` in groups of ``MAX_IDS`` at most."""
    for start in range(0, len(given), MAX_IDS):
        yield given[start : start + MAX_IDS]


def ids(name: str, given: Sequence[int]) -> dict[str, int]:
    """Return ``given`` by the names of ``binds``, padded with 0, which is no id."""
    padded = [*given, *[0] * (batch_size(len(given)) - len(given))]
    return {f"{name}__{number}": value for number, value in enumerate(padded)}
