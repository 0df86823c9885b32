"""Reads of the words of names, with the data to compute the right ones."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from sqlalchemy import (
    BigInteger,
    Boolean,
    ColumnElement,
    String,
    and_,
    cast,
    exists,
    func,
    literal_column,
    null,
    select,
)

from db.engine.aliases import aliased
from db.engine.prepared import parameter, prepared
from db.engine.rows import column
from db.models import (
    Fact,
    NameWord,
    Source,
    SourceName,
    Tag,
)
from db.models.base import Visibility
from db.queries.filters import binds
from db.queries.rarities import claims_of, rarity_of
from db.queries.rows import IdRow
from db.queries.suggestions import MODELS
from db.queries.visibility import visible
from db.search.suggesting import name_words, prefix_bits
from db.values.types import AnySelect
from db.values.viewer import Viewer

MEMBER = aliased(Source, name="member")
IS_MERGED = MEMBER.survivor_id == Source.id, MEMBER.visibility == Source.visibility
COMPUTED: Any = null()  # depends on the resource: the builder computes it
LINE = "\n"
NAMES: Mapping[str, Any] = {
    "source": Source.name,
    "outlet": Source.name,
    "fact": Fact.statement,
    "tag": Tag.name,
}


class IndexedWord(NamedTuple):
    """A row of the index, without its record."""

    visibility: str
    rarity: int
    prefix_bits: int
    word: str


class NamedRow(IdRow):
    """A record with its names, and the words in the index.

    ``names`` has one name per line; ``held`` has a line with the columns of each
    indexed word.
    """

    name: str = column(COMPUTED)
    merged_names: str | None = column(COMPUTED)
    other_names: str | None = column(COMPUTED)
    other_names_of_merged: str | None = column(COMPUTED)
    visibility: Visibility = column(COMPUTED)
    is_suggested: bool = column(COMPUTED)
    claims: int = column(COMPUTED)
    held: str | None = column(COMPUTED)

    @property
    def words(self) -> set[str]:
        """Return the words that should find the record."""
        more = (self.merged_names, self.other_names, self.other_names_of_merged)
        names = (self.name, *(one or "" for one in more))
        return name_words(names) if self.is_suggested else set()

    @property
    def rarity(self) -> int:
        """Return how rare the record is."""
        return rarity_of(self.claims)

    @property
    def indexed(self) -> list[IndexedWord]:
        """Return the indexed words."""
        lines = self.held.split(LINE) if self.held else []
        parts = (line.split(" ") for line in lines)
        return [
            IndexedWord(seen, int(rarity), int(bits), word)
            for seen, rarity, bits, word in parts
        ]

    @property
    def is_violation(self) -> bool:
        """Return whether the indexed words differ from those of its names."""
        words = self.words
        held = sorted(
            (one.visibility, one.prefix_bits, one.word) for one in self.indexed
        )
        bits = prefix_bits(words)
        return held != sorted((self.visibility, bits, word) for word in words)


@prepared(NamedRow)
def list_named_words(*, resource: str, count: int = 0, viewer: Viewer) -> AnySelect:
    """Select ``count`` records, or all records that are or should be in the index."""
    model: Any = MODELS[resource]
    nothing, is_source = cast(null(), String), model is Source
    statement = NamedRow.select(
        id=model.id,
        name=NAMES[resource],
        merged_names=_merged_names() if is_source else nothing,
        other_names=_other_names() if is_source else nothing,
        other_names_of_merged=_other_names_of_merged() if is_source else nothing,
        visibility=model.visibility,
        is_suggested=cast(_is_suggested(resource), Boolean),
        claims=claims_of(resource, model.id),
        held=_held(resource),
    )
    given = model.id.in_(binds("record", count)) if count else _is_named(resource)
    seen = visible(model, viewer, withdrawn=True)
    return statement.where(seen, given).order_by(model.id)


@prepared(IdRow)
def list_named_ids(
    *, resource: str, newest: bool, limit: int, viewer: Viewer
) -> AnySelect:
    """Select records below the id ``below`` that are or should be in the index."""
    model = MODELS[resource]
    order = model.id.desc() if newest else model.id
    found = select(model.id).where(
        model.id < parameter("below", BigInteger()),
        _is_named(resource),
        visible(model, viewer, withdrawn=True),
    )
    return found.order_by(order).limit(literal_column(str(limit)))


def _is_named(resource: str) -> ColumnElement[bool]:
    of_record = NameWord.record_id == MODELS[resource].id
    listed = exists().where(NameWord.resource == resource, of_record)
    return _is_suggested(resource) | listed


def _is_suggested(resource: str) -> ColumnElement[bool]:
    live = MODELS[resource].withdrawn_at.is_(None)
    if resource == "tag":
        return live
    if resource == "fact":
        return and_(live, Fact.merged_into_id.is_(None))
    named = and_(live, Source.merged_into_id.is_(None), Source.article_id.is_(None))
    return and_(named, Source.kind == "outlet") if resource == "outlet" else named


def _merged_names() -> Any:  # noqa: ANN401 - a scalar subquery
    names = select(func.aggregate_strings(MEMBER.name, LINE)).where(*IS_MERGED)
    return names.scalar_subquery()


def _other_names() -> Any:  # noqa: ANN401 - as above
    names = select(func.aggregate_strings(SourceName.name, LINE)).where(
        SourceName.source_id == Source.id
    )
    return names.scalar_subquery()


def _other_names_of_merged() -> Any:  # noqa: ANN401 - as above
    """Select the other names of the sources merged into a source.

    Not together with its own names: PostgreSQL would read all names for each source.
    """
    names = select(func.aggregate_strings(SourceName.name, LINE))
    of_members = names.join(MEMBER, MEMBER.id == SourceName.source_id)
    return of_members.where(*IS_MERGED).correlate(Source).scalar_subquery()


def _held(resource: str) -> Any:  # noqa: ANN401 - as above
    model = MODELS[resource]
    space: ColumnElement[str] = literal_column("' '")
    line: Any = NameWord.visibility.concat(space)
    for number in (NameWord.rarity, NameWord.prefix_bits):
        line = line.concat(cast(number, String)).concat(space)
    held = select(func.aggregate_strings(line.concat(NameWord.word), LINE)).where(
        NameWord.resource == literal_column(f"'{resource}'"),
        NameWord.record_id == model.id,
    )
    return held.correlate(model).scalar_subquery()
