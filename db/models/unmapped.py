"""Plain objects with the attributes of a model, which SQLAlchemy does not track."""

from collections.abc import Iterable
from typing import Any, TypeVar, cast

from db.models.base import Base

ModelT = TypeVar("ModelT", bound=Base)


class Unmapped:
    """An object with plain attributes: SQLAlchemy does not track them."""

    def __init__(self, **values: Any) -> None:  # noqa: ANN401 - any column's
        self.__dict__.update(values)


def unmapped(model: type[ModelT]) -> type[ModelT]:
    """Return a class with the attributes of a model, all null at first.

    Creating and changing a mapped object takes five times as long, which matters in
    requests with thousands of objects.
    """
    columns = dict.fromkeys(column.key for column in model.__table__.columns)
    names = ("__tablename__", "__table__", "__mapper__")
    shared = {name: getattr(model, name) for name in names}
    plain = type(f"Unmapped{model.__name__}", (Unmapped,), {**columns, **shared})
    return cast("type[ModelT]", plain)


def mapped(model: type[ModelT], plain: Iterable[ModelT]) -> list[ModelT]:
    """Return mapped objects with the values of plain ones."""
    return [model(**one.__dict__) for one in plain]
