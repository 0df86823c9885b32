"""Row types: a class names the columns of a read once.

The select of a read is built from its row type, and its serializer is typed by it. A
row is a named tuple. It holds the values of the driver: on SQLite an instant is text
and a boolean is 0 or 1. Only displayed values are converted.
"""

from collections import namedtuple
from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar, Self

from sqlalchemy import ColumnElement, select

from db.values.types import AnySelect

# An instant of the driver; see ``json_instant`` and ``to_datetime`` in db.values.types.
StoredInstant = str | datetime
# A JSON column: SQLite returns its text, PostgreSQL's drivers text or values.
StoredJson = Any


def column(expression: Any) -> Any:  # noqa: ANN401 - any column, read as its own type
    """Declare a field of a row type, read from a column or an expression."""
    return expression


def labels_by(**ids: str) -> Mapping[str, str]:
    """Declare labels of sources; ``ids`` maps each label to its field of source ids."""
    return ids


class RowType(type):
    """Metaclass of row types; rows have no ``__dict__``, which would take memory."""

    def __new__(
        cls, name: str, bases: tuple[type, ...], namespace: dict[str, Any]
    ) -> "RowType":
        """Create the class without a ``__dict__`` in its instances."""
        return super().__new__(cls, name, bases, {"__slots__": (), **namespace})


class Row(tuple[Any, ...], metaclass=RowType):
    """Base of row types: each annotated name is a field, read from a column.

    A row type inherits the fields of its bases, in the order of their declaration.
    """

    columns: ClassVar[dict[str, ColumnElement[Any]]] = {}
    # Fields with labels; the value is the field with the id of the labelled source.
    labels: ClassVar[Mapping[str, str]] = {}
    label_places: ClassVar[tuple[tuple[int, int], ...]] = ()

    def __init_subclass__(cls) -> None:
        """Collect the fields, and let each name read its index in the tuple."""
        inherited = [base.columns for base in cls.__bases__ if issubclass(base, Row)]
        # An annotation without a column narrows the type of an inherited field.
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
        """Return the columns of all fields, labelled with the names of the fields."""
        return [one.label(name) for name, one in cls.columns.items()]

    @classmethod
    def select(cls, **computed: ColumnElement[Any]) -> AnySelect:
        """Return the select of all fields; the builder adds the FROM clause.

        ``computed`` has the columns of the fields that depend on the viewer.
        """
        columns = {**cls.columns, **computed}
        return select(*(one.label(name) for name, one in columns.items()))

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> Self:
        """Return a row with these values; values without a field are ignored.

        Labels may be missing.
        """
        if cls.labels:
            values = {**dict.fromkeys(cls.labels), **values}
        return cls(map(values.__getitem__, cls.columns))

    @classmethod
    def of_record(cls, record: Any) -> Self:  # noqa: ANN401 - a mapped object
        """Return the row that a read of a record would find, by its attributes."""
        return cls(getattr(record, name) for name in cls.columns)

    def replaced(self, values: Mapping[str, Any]) -> Self:
        """Return a copy of the row with other values in some fields."""
        return self.of({**dict(zip(self.columns, self, strict=True)), **values})
