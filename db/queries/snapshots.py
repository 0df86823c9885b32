"""Snapshots: whole records as JSON, with their children, as the history keeps them.

A snapshot is made of a mapped object when a record is about to change, and of rows
when the newest snapshot is wanted. Both ways give the same snapshot of a record.
"""

from collections.abc import Iterable, Mapping
from typing import Any, cast

import orjson
from sqlalchemy import JSON, Boolean, Column, inspect
from sqlalchemy.orm import RelationshipProperty

from db.models import (
    Article,
    Base,
    Claim,
    Editable,
    Fact,
    Identity,
    Source,
    Tag,
)
from db.models.claim_order import CARRIED, ClaimOrder
from db.values.types import UtcDateTime, instant

Image = dict[str, Any]

RECORDS: dict[str, type[Editable | Identity]] = {
    model.__tablename__: model
    for model in (Source, Article, Claim, Fact, Tag, Identity)
}
# Made from other columns, or long and known by its sha256.
LEFT_OUT = {"folded", "statement_key", "survivor_id"}
LEFT_OUT_OF_CLAIMS = {"outlet_id"}  # the image of the article has it
LEFT_OUT_OF_CHILDREN = {
    "folded",
    "text",
    "visibility",
    "withdrawn_at",
    # These follow from what was judged or printed, and from merges.
    "fact_id",
    "source_id",
    "superseded_at",
}


def image_of(record: Editable | Identity) -> Image:
    """Return the image of a mapped object whose children are loaded."""
    children = {
        name: getattr(record, name) for name in children_of(record.__tablename__)
    }
    return make_image(record.__tablename__, record, children)


def make_image(
    resource: str,
    row: Any,  # noqa: ANN401 - a mapped object or a row
    children: Mapping[str, Iterable[Any]],
) -> Image:
    """Return the image of a record from whatever has its columns as attributes."""
    image = {column.key: plain(column, row) for column in record_columns(resource)}
    for name, child in children_of(resource).items():
        columns = child_columns(child)
        image[name] = [
            {c.key: plain(c, one) for c in columns} for one in children[name]
        ]
    loaded: Image = orjson.loads(orjson.dumps(image, option=orjson.OPT_UTC_Z))
    return loaded


def children_of(resource: str) -> dict[str, RelationshipProperty[Any]]:
    """Return the relationships of a record: all of them lead to its children."""
    model: type[Base] = RECORDS[resource]
    return dict(inspect(model).relationships.items())


def record_columns(resource: str) -> list[Column[Any]]:
    """Return the columns of a record that its image holds."""
    table = RECORDS[resource].__table__
    columns = cast("Iterable[Column[Any]]", table.columns)
    left_out = LEFT_OUT | (LEFT_OUT_OF_CLAIMS if resource == "claim" else set())
    return [column for column in columns if column.key not in left_out]


def child_columns(child: RelationshipProperty[Any]) -> list[Column[Any]]:
    """Return the columns of a child that the image of its parent holds."""
    parent, left_out = parent_key(child), LEFT_OUT_OF_CHILDREN
    if issubclass(child.mapper.class_, ClaimOrder):
        left_out = left_out | CARRIED.keys()
    return [
        column
        for column in child.target.columns
        if column.key not in left_out and column is not parent
    ]


def plain(column: Column[Any], row: Any) -> Any:  # noqa: ANN401 - any column's value
    """Return a value as JSON holds it, whether mapped or as the driver gave it."""
    value = getattr(row, column.key)
    if value is None:
        return None
    if isinstance(column.type, UtcDateTime):
        return instant(value)
    if isinstance(column.type, Boolean):
        return bool(value)
    if isinstance(column.type, JSON) and isinstance(value, str):
        return orjson.loads(value)
    return value


def parent_key(child: RelationshipProperty[Any]) -> Column[Any]:
    """Return the column of a child that refers to its parent."""
    ((_, column),) = child.local_remote_pairs or ()
    return cast("Column[Any]", column)
