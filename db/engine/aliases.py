"""Aliases of models that threads can share."""

from typing import TypeVar

from sqlalchemy import inspect, orm

ModelT = TypeVar("ModelT")


def aliased(model: type[ModelT], name: str | None = None) -> type[ModelT]:
    """Return an alias of ``model`` whose columns can be found.

    SQLAlchemy fills the index by which an alias finds its columns at the first use. A
    thread that uses the alias meanwhile does not find them. Its select then names the
    model instead of the alias: it fails, or finds other rows, until the process ends.
    """
    alias = orm.aliased(model, name=name)  # noqa: TID251 - made safe here
    column = next(iter(inspect(model).selectable.c))
    inspect(alias).selectable.corresponding_column(column)
    return alias
