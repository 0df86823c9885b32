"""From a row to the JSON of a schema: most fields are columns, copied in one step."""

from collections.abc import Callable, Collection, Iterable, Mapping
from operator import itemgetter
from typing import Any, Generic

from sqlalchemy import JSON, Boolean

from api.schemas.types import Answer
from api.serializers.values import Json, fuzzy_date, stored_json
from db.engine.prepared import RowT
from db.values.types import UtcDateTime, instant

DATE_PARTS = ("from", "to", "precision", "text")
CONVERTERS: dict[type[Any], Callable[[Any], Any]] = {
    UtcDateTime: instant,
    JSON: stored_json,
    Boolean: bool,
}


class Shape(Generic[RowT]):
    """Makes of rows of one type what one schema describes.

    Rows of a type that begins with the fields of ``row_type`` will do as well.

    A field of the schema is a column of the row, converted by its type; or a fuzzy date
    of four columns; or what the function of its name makes of the row; or one of
    ``parts``, which the caller brings. Raise ``TypeError`` for any other field.
    """

    def __init__(
        self,
        schema: type[Answer],
        row_type: type[RowT],
        *,
        parts: Collection[str] = (),
        **shaped: Callable[[RowT], Any],
    ) -> None:
        fields = schema.model_fields
        names = [field.alias or name for name, field in fields.items()]
        places = {name: place for place, name in enumerate(row_type.columns)}
        self._blank: Json = dict.fromkeys(names)
        self._shaped = shaped
        self._dates = _dates(_without(names, shaped), places)
        own = _without(names, {*shaped, *self._dates, *parts})
        if unknown := _without(own, places):
            message = f"{row_type.__name__} has no {', '.join(sorted(unknown))}"
            raise TypeError(message)
        converters = _converters(row_type, own)
        self._converted = [
            (name, places[name], convert) for name, convert in converters.items()
        ]
        self._names = _without(own, converters)
        # Two places at least, or there would be no tuple.
        self._plain = itemgetter(*(places[name] for name in self._names), 0)

    def __call__(self, row: RowT, **parts: Any) -> Json:  # noqa: ANN401 - any JSON
        """Return ``row`` as the schema describes it."""
        body = self._blank.copy()
        body.update(zip(self._names, self._plain(row), strict=False))
        for name, place, convert in self._converted:
            body[name] = convert(row[place])
        for name, columns in self._dates.items():
            body[name] = fuzzy_date(columns(row))
        for name, shape in self._shaped.items():
            body[name] = shape(row)
        body.update(parts)
        return body


def _without(names: Iterable[str], others: Collection[str]) -> list[str]:
    return [name for name in names if name not in others]


def _dates(
    names: Iterable[str], places: Mapping[str, int]
) -> dict[str, Callable[[Any], Any]]:
    """Return what reads the four columns of each fuzzy date among ``names``."""
    return {
        name: itemgetter(*(places[f"{name}_{part}"] for part in DATE_PARTS))
        for name in _without(names, places)
        if f"{name}_precision" in places
    }


def _converters(
    row_type: type[RowT], names: Iterable[str]
) -> dict[str, Callable[[Any], Any]]:
    """Return the converters of those columns whose values are not sent as stored."""
    types = {name: type(row_type.columns[name].type) for name in names}
    return {
        name: CONVERTERS[type_] for name, type_ in types.items() if type_ in CONVERTERS
    }
