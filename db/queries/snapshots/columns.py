"""The records, children and columns in snapshots."""

from collections.abc import Collection, Iterable, Mapping
from functools import cache
from hashlib import sha256
from typing import Any, cast

from sqlalchemy import Column, inspect
from sqlalchemy.orm import RelationshipProperty

from db.models import (
    Analyst,
    ApiKey,
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

Snapshot = dict[str, Any]
RECORDS: dict[str, type[Editable | Identity]] = {
    model.__tablename__: model
    for model in (Source, Article, Claim, Fact, Tag, Identity)
}
# Columns computed from others, long texts with a stored SHA-256, and whether an
# embargo is inherited, which is not a field.
LEFT_OUT = {
    "embargo_inherited",
    "folded",
    "has_namesakes",
    "last_used_at",
    "match_key",
    "statement_key",
    "survivor_id",
}
# The columns and children that derivations need of the records they read in thousands.
DERIVED: Mapping[str, Collection[str]] = {
    "article": {
        *("id", "title", "url", "outlet_id", "root_article_id", "updated_from"),
        *("published_from", "published_to", "published_precision", "published_text"),
        *("availability", "merged_into_id", "visibility", "withdrawn_at", "created_at"),
    },
    "claim": {
        *("id", "article_id", "act", "review", "said_from", "said_to"),
        *("probability_low", "probability_high", "probability_basis"),
        *("merged_into_id", "visibility", "withdrawn_at", "created_at"),
        *("attribution", "stances", "links"),
    },
    "source": {
        *("id", "name", "kind", "article_id", "ordinal"),
        *("merged_into_id", "visibility", "withdrawn_at", "created_at"),
        "affiliations",
    },
}
# The columns that derivations need of these children; of others they need all.
DERIVED_CHILDREN: Mapping[str, Collection[str]] = {
    "attribution": ("position", "is_origin", "printed_source_id"),
    "stances": ("id", "judged_fact_id", "stance"),
    "links": ("id", "other_id", "kind"),
    "affiliations": ("organisation_id", "relation", "held_from", "held_to"),
}
# Children that derivations do not need.
NOT_DERIVED = {"evidence"}
Logged = Editable | Identity | ApiKey | Analyst
# All models whose changes have audit entries.
LOGGED: dict[str, type[Logged]] = RECORDS | {
    model.__tablename__: model for model in (ApiKey, Analyst)
}
LEFT_OUT_OF_CLAIMS = {"outlet_id"}  # the snapshot of the article contains it
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


def is_kept(resource: str, name: str, *, trimmed: bool) -> bool:
    """Return whether a snapshot has a column or kind of children, also if trimmed.

    A trimmed snapshot has only what derivations need.
    """
    if not trimmed:
        return True
    return name in DERIVED[resource] if resource in DERIVED else name not in NOT_DERIVED


@cache
def children_of(
    resource: str, *, trimmed: bool = False
) -> dict[str, RelationshipProperty[Any]]:
    """Return the relationships of a record: all of them lead to its children."""
    model: type[Base] = LOGGED[resource]
    return {
        name: child
        for name, child in inspect(model).relationships.items()
        if is_kept(resource, name, trimmed=trimmed)
    }


@cache
def record_columns(resource: str, *, trimmed: bool = False) -> list[Column[Any]]:
    """Return the columns of a record that its snapshot contains."""
    table = LOGGED[resource].__table__
    columns = cast("Iterable[Column[Any]]", table.columns)
    left_out = LEFT_OUT | (LEFT_OUT_OF_CLAIMS if resource == "claim" else set())
    return [
        column
        for column in columns
        if column.key not in left_out and is_kept(resource, column.key, trimmed=trimmed)
    ]


@cache
def child_columns(
    child: RelationshipProperty[Any], *, trimmed: bool = False
) -> list[Column[Any]]:
    """Return the columns of a child that the snapshot of its parent contains."""
    parent, left_out = parent_key(child), LEFT_OUT_OF_CHILDREN
    kept = DERIVED_CHILDREN.get(child.key) if trimmed else None
    if issubclass(child.mapper.class_, ClaimOrder):
        left_out = left_out | CARRIED.keys() | {"draft_visibility"}
    return [
        column
        for column in child.target.columns
        if column.key not in left_out
        and column is not parent
        and (kept is None or column.key in kept)
    ]


@cache
def shape_of(resource: str) -> str:
    """Return a digest of the column names in snapshots of a resource."""
    named = [column.key for column in record_columns(resource)]
    for name, child in children_of(resource).items():
        named += [f"{name}.{column.key}" for column in child_columns(child)]
    return sha256(" ".join(sorted(named)).encode()).hexdigest()[:16]


def parent_key(child: RelationshipProperty[Any]) -> Column[Any]:
    """Return the column of a child that refers to its record."""
    ((_, column),) = child.local_remote_pairs or ()
    return cast("Column[Any]", column)
