"""What a list is narrowed by: its shape when it is built, its values when it runs."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, String, and_, or_
from sqlalchemy.types import TypeEngine

from db.engine.prepared import parameter
from db.models import Editable
from db.queries.visibility import refers
from db.values.types import UtcDateTime
from db.values.viewer import Viewer

Values = Mapping[str, Sequence[Any]]  # of each filter, ANDed; its own values ORed
Shape = tuple[tuple[str, int], ...]  # of each filter, how many values it has
Binds = list[BindParameter[Any]]
Condition = Callable[[Binds, Viewer], ColumnElement[bool]]
Filter = tuple[TypeEngine[Any], Condition]  # the type of its values, what they mean
ESCAPE = "/"


def shape_of(values: Values) -> Shape:
    """Return what has to be known of ``values`` to build the select."""
    return tuple(sorted((name, len(given)) for name, given in values.items()))


def named(values: Values) -> dict[str, Any]:
    """Return ``values`` under the names that ``binds`` gave them."""
    return {
        f"{name}__{number}": value
        for name, given in values.items()
        for number, value in enumerate(given)
    }


def binds(name: str, count: int, type_: TypeEngine[Any] | None = None) -> Binds:
    """Return ``count`` parameters for the filter or the ids called ``name``."""
    return [parameter(f"{name}__{number}", type_) for number in range(count)]


def conditions(
    shape: Shape, known: Mapping[str, Filter], viewer: Viewer
) -> list[ColumnElement[bool]]:
    """Return the conditions of every filter in ``shape``, as ``viewer`` can know them.

    A filter by what may not be seen lets nothing through, as one by what is not there.
    """
    return [
        condition(binds(name, count, type_), viewer)
        for name, count in shape
        for type_, condition in (known[name],)
    ]


def one_of(
    column: Any,  # noqa: ANN401 - a mapped attribute
) -> Filter:
    """Return the filter that wants ``column`` to have one of the values."""
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
    """Return the filter that wants ``column`` to refer to one of some records."""
    return (
        column.type,
        lambda given, viewer: column.in_(given) & refers(column, table, viewer),
    )


def contains_words(*columns: Any) -> Condition:  # noqa: ANN401 - mapped attributes
    """Return the condition that every word stands in one of the folded ``columns``."""

    def condition(given: Binds, _: Viewer) -> ColumnElement[bool]:
        return and_(
            *(
                or_(*(column.contains(word, escape=ESCAPE) for column in columns))
                for word in given
            )
        )

    return condition


def escaped(word: str) -> str:
    """Return ``word`` as ``contains_words`` wants it: nothing in it is a wildcard."""
    for special in (ESCAPE, "%", "_"):
        word = word.replace(special, ESCAPE + special)
    return word


def since(column: Any) -> Filter:  # noqa: ANN401
    """Return the filter that wants ``column`` at or after an instant."""
    return UtcDateTime(), lambda given, _: and_(*(column >= at for at in given))


def before(column: Any) -> Filter:  # noqa: ANN401
    """Return the filter that wants ``column`` before an instant."""
    return UtcDateTime(), lambda given, _: and_(*(column < at for at in given))


def overlaps_from(start: Any, end: Any) -> Filter:  # noqa: ANN401
    """Return the filter for fuzzy dates that reach beyond an instant."""

    def condition(given: Binds, _: Viewer) -> ColumnElement[bool]:
        known = start.is_not(None) | end.is_not(None)
        return and_(known, *((end > at) | end.is_(None) for at in given))

    return UtcDateTime(), condition


def overlaps_to(start: Any, end: Any) -> Filter:  # noqa: ANN401
    """Return the filter for fuzzy dates that begin before an instant."""

    def condition(given: Binds, _: Viewer) -> ColumnElement[bool]:
        known = start.is_not(None) | end.is_not(None)
        return and_(known, *((start < at) | start.is_(None) for at in given))

    return UtcDateTime(), condition


BATCHES = (1, 10, 50, 200, 1001)  # so that few shapes serve every page size
LARGEST = BATCHES[-2]  # ids that one read asks for: some milliseconds of work


def batch_size(count: int) -> int:
    """Return how many ids to bind for ``count`` of them."""
    return next(size for size in BATCHES if size >= count)


def portions(given: Sequence[int]) -> Iterator[Sequence[int]]:
    """Yield ``given``, as many ids at a time as a read may ask for."""
    for start in range(0, len(given), LARGEST):
        yield given[start : start + LARGEST]


def ids(name: str, given: Sequence[int]) -> dict[str, int]:
    """Return ``given`` under the names of ``binds``, filled up with an id of none."""
    padded = [*given, *[0] * (batch_size(len(given)) - len(given))]
    return {f"{name}__{number}": value for number, value in enumerate(padded)}
