"""From a row to the JSON of a schema: most fields are columns, copied in one step."""

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
# How columns are read whose values are not sent as stored.
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
    """Returns a row as a schema describes it, with the parts that the caller brings."""

    def __call__(self, row: RowT_contra, /, **parts: Any) -> Json:  # noqa: ANN401 - any JSON
        """Return the JSON of ``row``."""


def serializer(
    schema: type[Answer],
    row_type: type[RowT],
    *,
    parts: Collection[str] = (),
    **shaped: Callable[[RowT], Any],
) -> Serializer[RowT]:
    """Return what makes of rows of one type what one schema describes.

    Rows of a type that begins with the fields of ``row_type`` will do as well.

    A field of the schema is a column of the row, converted by its type; or a fuzzy date
    of four columns; or what the function of its name makes of the row; or one of
    ``parts``, which the caller brings. Raise ``TypeError`` for any other field.
    """
    fields = schema.model_fields
    names = [field.alias or name for name, field in fields.items()]
    read = _columns(row_type) | dict.fromkeys(parts, "None")
    read |= {name: f"{name}_of(row)" for name in shaped}
    if unknown := {*names} - read.keys():
        message = f"{row_type.__name__} has no {', '.join(sorted(unknown))}"
        raise TypeError(message)
    # One dict display, as one would write it: a loop over the fields takes half as long
    # again, and lists have 50 rows.
    body = ", ".join(f"{name!r}: {read[name]}" for name in names)
    functions = {f"{name}_of": function for name, function in shaped.items()}
    made: Serializer[RowT] = eval(  # noqa: S307 - names of our own fields only
        f"lambda row, /, **parts: {{{body}, **parts}}", FUNCTIONS | functions
    )
    return made


def _columns(row_type: type[RowT]) -> dict[str, str]:
    """Return how each column is read of a row, and each fuzzy date of its columns."""
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
