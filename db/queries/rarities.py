"""Reads of the rarities of records, which depend on their numbers of claims."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    String,
    func,
    literal_column,
    null,
    select,
    true,
    union_all,
)

from db.engine.prepared import prepared
from db.engine.rows import Row, column
from db.models import Attribution, Claim, ClaimTag, NameWord, Stance, Tag
from db.queries.filters import Shape, binds
from db.queries.suggestions import MODELS
from db.queries.visibility import visible
from db.values.types import AnySelect
from db.values.viewer import READER, Viewer

MOST_COUNTED = 256  # claims of a record; more do not change its rarity
COMPUTED: Any = null()  # depends on the resource: the builder computes it
# The parts that connect claims with records, and the columns with the ids.
PARTS: Mapping[str, tuple[Any, Any]] = {
    "source": (Attribution, Attribution.source_id),
    "fact": (Stance, Stance.fact_id),
    "tag": (ClaimTag, ClaimTag.tag_id),
}
# The resources of a kind of record in the index.
RESOURCES: Mapping[str, Sequence[str]] = {
    "source": ("source", "outlet"),
    "fact": ("fact",),
    "tag": ("tag",),
}


class StoredRarityRow(Row):
    """A record in the index, and its stored rarity."""

    resource: str = column(NameWord.resource)
    id: int = column(NameWord.record_id)
    lowest: int = column(func.min(NameWord.rarity))
    highest: int = column(func.max(NameWord.rarity))


class RarityRow(StoredRarityRow):
    """A record in the index, its stored rarity, and its number of claims."""

    claims: int = column(COMPUTED)

    @property
    def rarity(self) -> int:
        """Return the rarity of the record."""
        return rarity_of(self.claims)


def rarity_of(claims: int) -> int:
    """Return the rarity: 0 for a record with most claims, up to 9 without claims."""
    return MOST_COUNTED.bit_length() - claims.bit_length()


@prepared(RarityRow)
def list_rarities(*, shape: Shape, rising: bool, viewer: Viewer) -> AnySelect:
    """Select the number of public claims of records of each resource.

    With ``rising``, leave out records that already have the lowest rarity.
    """
    rarer = NameWord.rarity > literal_column("0") if rising else true()
    each = [
        _rarities(resource, count).where(
            rarer, visible(MODELS[resource], viewer, withdrawn=True)
        )
        for resource, count in shape
    ]
    return select(*union_all(*each).subquery("counted").c)


def _rarities(resource: str, count: int) -> Any:  # noqa: ANN401 - a select to narrow
    counted = RarityRow.select(claims=claims_of(resource, NameWord.record_id))
    given = NameWord.record_id.in_(binds(resource, count))
    return _of_records(counted, resource).where(given)


def _of_records(rows: Any, resource: str) -> Any:  # noqa: ANN401 - as above
    return (
        rows.join(MODELS[resource], MODELS[resource].id == NameWord.record_id)
        .where(NameWord.resource == literal_column(f"'{resource}'"))
        .group_by(NameWord.resource, NameWord.record_id)
    )


@prepared(StoredRarityRow)
def list_stored_rarities(*, shape: Shape, viewer: Viewer) -> AnySelect:
    """Select the rarities of live sources and facts by id, and of tags by match key.

    A source may have one as a source and one as an outlet.
    """
    each = [
        _of_records(StoredRarityRow.select(), resource).where(
            _given(kind, count), visible(MODELS[resource], viewer)
        )
        for kind, count in shape
        for resource in RESOURCES[kind]
    ]
    return select(*union_all(*each).subquery("stored").c)


def _given(kind: str, count: int) -> ColumnElement[bool]:
    if kind == "tag":
        return Tag.match_key.in_(binds("key", count, String()))
    return NameWord.record_id.in_(binds(kind, count))


def claims_of(resource: str, record_id: Any) -> Any:  # noqa: ANN401 - a column, a scalar subquery
    """Count the public claims of a record, up to ``MOST_COUNTED``."""
    one: Any = select(literal_column("1").label("one"))
    if resource == "outlet":
        claims = one.select_from(Claim).where(Claim.outlet_id == record_id)
    else:
        model, column_ = PARTS[resource]
        claims = one.join_from(model, Claim, Claim.id == model.claim_id)
        claims = claims.where(column_ == record_id)
    if resource == "fact":
        claims = claims.where(Stance.superseded_at.is_(None))
    claims = claims.where(visible(Claim, READER)).correlate(record_id.class_)
    counted = claims.limit(literal_column(str(MOST_COUNTED))).subquery()
    return select(func.count()).select_from(counted).scalar_subquery()
