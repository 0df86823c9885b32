"""Which records, children and columns snapshots have."""

from collections.abc import Iterable
from typing import Any, cast

from sqlalchemy import Column, inspect
from sqlalchemy.orm import RelationshipProperty

from db.models import Article, Base, Claim, Editable, Fact, Identity, Source, Tag
from db.models.claim_order import CARRIED, ClaimOrder

Snapshot = dict[str, Any]
RECORDS: dict[str, type[Editable | Identity]] = {
    model.__tablename__: model
    for model in (Source, Article, Claim, Fact, Tag, Identity)
}
# Columns that are computed from others, long texts with a stored SHA-256, and whether
# an embargo is inherited, which is no field.
LEFT_OUT = {
    "embargo_inherited",
    "folded",
    "match_key",
    "statement_key",
    "survivor_id",
}
LEFT_OUT_OF_CLAIMS = {"outlet_id"}  # the snapshot of the article has it
LEFT_OUT_OF_CHILDREN = {
    "folded",
    "match_key",
    "scope",
    "text",
    "url_key",
    "value_key",
    "visibility",
    "withdrawn_at",
    # These are computed from judgements, printed sources and merges.
    "fact_id",
    "source_id",
    "superseded_at",
}


def children_of(resource: str) -> dict[str, RelationshipProperty[Any]]:
    """Return the relationships of a record: all of them lead to its children."""
    model: type[Base] = RECORDS[resource]
    return dict(inspect(model).relationships.items())


def record_columns(resource: str) -> list[Column[Any]]:
    """Return the columns of a record that its snapshot has."""
    table = RECORDS[resource].__table__
    columns = cast("Iterable[Column[Any]]", table.columns)
    left_out = LEFT_OUT | (LEFT_OUT_OF_CLAIMS if resource == "claim" else set())
    return [column for column in columns if column.key not in left_out]


def child_columns(child: RelationshipProperty[Any]) -> list[Column[Any]]:
    """Return the columns of a child that the snapshot of its parent has."""
    parent, left_out = parent_key(child), LEFT_OUT_OF_CHILDREN
    if issubclass(child.mapper.class_, ClaimOrder):
        left_out = left_out | CARRIED.keys() | {"draft_visibility"}
    return [
        column
        for column in child.target.columns
        if column.key not in left_out and column is not parent
    ]


def parent_key(child: RelationshipProperty[Any]) -> Column[Any]:
    """Return the column of a child that refers to its record."""
    ((_, column),) = child.local_remote_pairs or ()
    return cast("Column[Any]", column)
