"""Row types: a class names the columns of a read once.

The select of a read is built from its row type, and the serializer of the row is typed
by it. A row is a tuple with a name for each column. It holds what the driver returned:
on SQLite an instant is text, and a truth value is 0 or 1. Only what is shown is
converted.
"""

from collections import namedtuple
from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar, Self

from sqlalchemy import ColumnElement, select

from db.values.types import AnySelect

# An instant as a driver returns it; see ``instant`` and ``moment`` in values.types.
StoredInstant = str | datetime
# A JSON column: SQLite returns its text, PostgreSQL's drivers text or values.
StoredJson = Any


def column(expression: Any) -> Any:  # noqa: ANN401 - any column, read as its own type
    """Declare a field of a row type by the column that it is read from."""
    return expression


def labels_by(**ids: str) -> Mapping[str, str]:
    """Declare the labels of a row type: each with the field of the id of its source."""
    return ids


class RowType(type):
    """Metaclass of row types; rows have no ``__dict__``, as they are many."""

    def __new__(
        cls, name: str, bases: tuple[type, ...], namespace: dict[str, Any]
    ) -> "RowType":
        """Create the class without a ``__dict__`` in its instances."""
        return super().__new__(cls, name, bases, {"__slots__": (), **namespace})


class Row(tuple[Any, ...], metaclass=RowType):
    """Base of row types: each annotated name is a field, read from its column.

    A row type inherits the fields of its bases, in the order of their declaration.
    """

    columns: ClassVar[dict[str, ColumnElement[Any]]] = {}
    # Fields of labels, each with the field of the id of the source that it names.
    labels: ClassVar[Mapping[str, str]] = {}
    label_places: ClassVar[tuple[tuple[int, int], ...]] = ()

    def __init_subclass__(cls) -> None:
        """Collect the fields, and make each name read its place in the tuple."""
        inherited = [base.columns for base in cls.__bases__ if issubclass(base, Row)]
        # Other annotations narrow an inherited field.
        declared = {n: vars(cls)[n] for n in cls.__annotations__ if n in vars(cls)}
        cls.columns = {}
        for fields in (*inherited, declared):
            cls.columns |= fields
        places = namedtuple("places", cls.columns)  # type: ignore[misc] # made of names
        for name in cls.columns:
            setattr(cls, name, vars(places)[name])
        at = list(cls.columns).index
        cls.label_places = tuple((at(one), at(id_)) for one, id_ in cls.labels.items())

    @classmethod
    def labelled(cls) -> list[ColumnElement[Any]]:
        """Return the columns of all fields, each under the name of its field."""
        return [one.label(name) for name, one in cls.columns.items()]

    @classmethod
    def select(cls, **computed: ColumnElement[Any]) -> AnySelect:
        """Return the select of all fields; what it reads from is the builder's.

        ``computed`` has the columns of fields that depend on the viewer.
        """
        columns = {**cls.columns, **computed}
        return select(*(one.label(name) for name, one in columns.items()))

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> Self:
        """Return the row with these values of its fields; more of them are ignored.

        Labels may be missing.
        """
        values = {**dict.fromkeys(cls.labels), **values}
        return cls(values[name] for name in cls.columns)

    def replaced(self, values: Mapping[str, Any]) -> Self:
        """Return the row with other values of some fields."""
        return self.of({**dict(zip(self.columns, self, strict=True)), **values})
