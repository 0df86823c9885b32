"""Objects with the attributes of a model that no session knows."""

from collections.abc import Iterable
from typing import Any, TypeVar, cast

from db.models.base import Base

ModelT = TypeVar("ModelT", bound=Base)


class Unmapped:
    """An object whose attributes are plain: nothing is noted when they are set."""

    def __init__(self, **values: Any) -> None:  # noqa: ANN401 - any column's
        self.__dict__.update(values)


def unmapped(model: type[ModelT]) -> type[ModelT]:
    """Return a class with the attributes of a model, all of them null at first.

    To make and change a mapped object takes five times as long, which counts where a
    request has thousands.
    """
    columns = dict.fromkeys(column.key for column in model.__table__.columns)
    names = ("__tablename__", "__table__", "__mapper__")
    shared = {name: getattr(model, name) for name in names}
    plain = type(f"Unmapped{model.__name__}", (Unmapped,), {**columns, **shared})
    return cast("type[ModelT]", plain)


def mapped(model: type[ModelT], plain: Iterable[ModelT]) -> list[ModelT]:
    """Return mapped objects with the values of unmapped ones."""
    return [model(**one.__dict__) for one in plain]
