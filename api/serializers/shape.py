"""Builds serializers from row types and schemas: most fields are copied columns."""

from collections.abc import Callable, Collection
from typing import Any, Protocol, TypeVar

from sqlalchemy import JSON, Boolean

from api.schemas.types import Answer
from api.serializers.values import Json, fuzzy_date, stored_json
from db.engine.prepared import RowT
from db.engine.rows import Row
from db.values.types import UtcDateTime, json_instant

RowT_contra = TypeVar("RowT_contra", bound=Row, contravariant=True)
DATE_PARTS = ("from", "to", "precision", "text")
# Conversions of columns whose stored values differ from JSON.
CONVERTED: dict[type[Any], str] = {
    UtcDateTime: "json_instant({})",
    JSON: "stored_json({})",
    Boolean: "bool({})",
}
FUNCTIONS = {
    "json_instant": json_instant,
    "stored_json": stored_json,
    "fuzzy_date": fuzzy_date,
}


class Serializer(Protocol[RowT_contra]):
    """Returns a row as JSON of a schema, with parts that the caller adds."""

    def __call__(self, row: RowT_contra, /, **parts: Any) -> Json:  # noqa: ANN401 - any JSON
        """Return the JSON of ``row``."""


def serializer(
    schema: type[Answer],
    row_type: type[RowT],
    *,
    parts: Collection[str] = (),
    **shaped: Callable[[RowT], Any],
) -> Serializer[RowT]:
    """Return a function that turns rows of one type into JSON of one schema.

    Row types that extend ``row_type`` are accepted, too.

    A field of the schema is one of: a column of the row, converted by its type; a fuzzy
    date of four columns; the result of the function with its name; or one of ``parts``,
    which the caller adds. Raise ``TypeError`` for any other field.
    """
    fields = schema.model_fields
    names = [field.alias or name for name, field in fields.items()]
    read = _columns(row_type) | dict.fromkeys(parts, "None")
    read |= {name: f"{name}_of(row)" for name in shaped}
    if unknown := {*names} - read.keys():
        message = f"{row_type.__name__} has no {', '.join(sorted(unknown))}"
        raise TypeError(message)
    # A single dict display: a loop over the fields takes 1.5 times as long, and lists
    # have 50 rows.
    body = ", ".join(f"{name!r}: {read[name]}" for name in names)
    functions = {f"{name}_of": function for name, function in shaped.items()}
    made: Serializer[RowT] = eval(  # noqa: S307 - names of our own fields only
        f"lambda row, /, **parts: {{{body}, **parts}}", FUNCTIONS | functions
    )
    return made


def _columns(row_type: type[RowT]) -> dict[str, str]:
    """Return the expressions that read each column of a row, and each fuzzy date."""
    places = {name: f"row[{place}]" for place, name in enumerate(row_type.columns)}
    read = {
        name: CONVERTED.get(type(column.type), "{}").format(places[name])
        for name, column in row_type.columns.items()
    }
    for name in places:
        date = name.removesuffix("_precision")
        columns = [f"{date}_{part}" for part in DATE_PARTS]
        if places.keys() >= {*columns}:
            read[date] = f"fuzzy_date(({', '.join(places[one] for one in columns)}))"
    return read
