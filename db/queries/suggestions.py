"""Reads of the records whose names contain typed words."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Integer,
    Select,
    String,
    and_,
    case,
    func,
    literal_column,
    or_,
    select,
    union_all,
)

from db.engine.aliases import aliased
from db.engine.prepared import parameter, prepared
from db.engine.rows import Row, column
from db.models import (
    Described,
    Fact,
    NameWord,
    Source,
    SourceName,
    Tag,
    WordDeletion,
)
from db.models.name_word import BEGINNINGS, beginning
from db.queries.filters import binds
from db.queries.survivors import survivor_of
from db.queries.visibility import visible
from db.values.types import AnySelect
from db.values.viewer import Viewer

MODELS: Mapping[str, type[Described]] = {
    "source": Source,
    "outlet": Source,
    "fact": Fact,
    "tag": Tag,
}
LOOKED_AT = 1000  # names with a word that are tested for the other words
OF_CORRECTION = 100  # names with one of several corrections that are tested
OTHER = aliased(NameWord, name="other")


class FoundNameRow(Row):
    """A record found by the words of its names."""

    record_id: int = column(NameWord.record_id)
    rarity: int = column(NameWord.rarity)


class BegunRow(Row):
    """The place of a typed word, and the number of names with one that begins so."""

    place: int = column(literal_column("place", BigInteger()))
    total: int = column(func.count())


class NameOfRow(Row):
    """A name of a record."""

    record_id: int = column(NameWord.record_id)
    name: str = column(Source.name)


class SimilarWordRow(Row):
    """The place of a mistyped word, and a word that shares a deletion with it."""

    place: int = column(literal_column("place", BigInteger()))
    word: str = column(WordDeletion.word)


def visibilities_for(viewer: Viewer) -> tuple[str, ...]:
    """Return the visibilities of names that a viewer may see, as the index has them."""
    return ("public", "restricted") if viewer.sees_restricted else ("public",)


class NamedShape(NamedTuple):
    """The terms that names have, without their words.

    ``counts`` has the number of whole words of each, one of which is in the name, or 0
    for the beginning of a word. ``indexed`` is the length of the indexed prefix of the
    first one, and ``is_longer`` is true if it has more letters.
    """

    counts: tuple[int, ...]
    indexed: int = 1
    is_longer: bool = False


def indexed_beginning(word: str) -> str:
    """Return the longest indexed prefix of a word."""
    return word[: max(length for length in BEGINNINGS if length <= len(word))]


@prepared(FoundNameRow)
def list_named(
    *, resource: str, shape: NamedShape, limit: int, viewer: Viewer
) -> AnySelect:
    """Select records with names that have all terms.

    An index finds the first term, the most used records first; the others are tested.
    ``word0__0`` begins a word of the first term, and ``length0__0`` is its length.
    """
    first, *others = shape.counts
    looked_at = LOOKED_AT if others else limit
    tested = [NameWord.prefix_bits] if others else []
    corrected = OF_CORRECTION if others else limit
    of_each = corrected if first > 1 else looked_at
    # One index scan after the other, because the index has the order of each.
    parts = [
        found.where(
            NameWord.resource == _text(resource), NameWord.visibility == _text(seen)
        )
        .order_by(NameWord.rarity, NameWord.record_id)
        .limit(_number(of_each))
        for seen in visibilities_for(viewer)
        for found in _having(shape, tested)
    ]
    named = _merged(parts, _number(looked_at)).subquery("named")
    tests = [
        _has_word(named, resource, place=place, count=count)
        for place, count in enumerate(others, 1)
    ]
    model = MODELS[resource]
    record = select(model.id).where(model.id == named.c.record_id)
    seen = record.where(visible(model, viewer)).correlate(named).scalar_subquery()
    # First the other words: few names have them. Not sorted again: that would test all
    # names before the first is returned.
    match = case((and_(*tests), seen)) if tests else seen
    columns = named.c.record_id, named.c.rarity
    return select(*columns).where(match.is_not(None)).limit(_number(limit))


def _has_word(
    named: Any,  # noqa: ANN401 - a subquery
    resource: str,
    *,
    place: int,
    count: int,
) -> ColumnElement[bool]:
    """Match names with the term at a place."""
    words = binds(f"word{place}", count, String())
    found = select(OTHER.record_id).where(
        OTHER.resource == _text(resource),
        OTHER.record_id == named.c.record_id,
        OTHER.word.in_(words) if count else _begins(OTHER.word, place),
    )
    # No EXISTS: PostgreSQL would read all names with the word.
    has = found.limit(_number(1)).correlate(named).scalar_subquery().is_not(None)
    # First the bits: few other names have them, and the row is there.
    known = binds(f"bits{place}", max(count, 1), BigInteger())
    return and_(or_(*(named.c.prefix_bits.bitwise_and(it) == it for it in known)), has)


@prepared(BegunRow)
def count_begun(
    *, resource: str, count: int, whole: bool = False, viewer: Viewer
) -> AnySelect:
    """Count the names with words that begin like each of ``count`` typed ones.

    ``word__0`` begins a word, and ``end__0`` is the end of such words in the order of
    the index. With ``whole``, count the names with the word itself. Counts stop at
    ``LOOKED_AT``, since no more names are tested.
    """
    counts = []
    for place in range(count):
        typed = parameter(f"word__{place}", String())
        end = parameter(f"end__{place}", String())
        # PostgreSQL reads the words in this index alone. For a beginning, it would
        # read each row in the table.
        begun = (
            [NameWord.word == typed]
            if whole
            else [NameWord.word >= typed, NameWord.word < end]
        )
        parts = (
            select(_number(1)).where(
                NameWord.resource == _text(resource),
                NameWord.visibility == _text(one),
                *begun,
            )
            for one in visibilities_for(viewer)
        )
        some = union_all(*parts).limit(_number(LOOKED_AT)).subquery()
        columns = _number(place).label("place"), func.count().label("total")
        counts.append(select(*columns).select_from(some))
    counted = union_all(*counts).subquery("counted")
    return select(counted.c.place, counted.c.total)


def _merged(parts: Sequence[AnySelect], count: ColumnElement[int]) -> AnySelect:
    """Select the first rows of parts, in the order of each."""
    if len(parts) == 1:
        return parts[0]
    all_parts = union_all(*(select(part.subquery()) for part in parts)).subquery()
    order = all_parts.c.rarity, all_parts.c.record_id
    return select(all_parts).order_by(*order).limit(count)


def _having(shape: NamedShape, more: Sequence[Any]) -> Iterator[Select[Any]]:
    """Yield selects of the names with the first term, and ``more`` columns."""
    columns: list[Any] = [NameWord.record_id, NameWord.rarity, *more]
    if shape.counts[0]:
        for word in binds("word0", shape.counts[0], String()):
            yield select(*columns).where(NameWord.word == word)
        return
    begun = beginning(shape.indexed) == parameter("beginning", String())
    found = select(*columns).where(begun)
    yield found.where(_begins(NameWord.word, 0)) if shape.is_longer else found


def _begins(word: Any, place: int) -> ColumnElement[bool]:  # noqa: ANN401 - a column
    """Match words that begin like the term at a place, in any collation.

    Its length is no part of the statement, so that few statements are prepared.
    """
    length = parameter(f"length{place}__0", Integer())
    begun = func.substr(word, _number(1), length)
    return begun == parameter(f"word{place}__0", String())


def _text(value: str) -> ColumnElement[str]:
    # Not a parameter, because the planner needs the value.
    return literal_column(f"'{value}'")


def _number(value: int) -> ColumnElement[int]:
    return literal_column(str(value))


@prepared(SimilarWordRow)
def list_similar_words(
    *, resource: str, counts: tuple[int, ...], limit: int, viewer: Viewer
) -> AnySelect:
    """Select words of names that share a deletion with mistyped words.

    ``counts`` has the number of deletions of each. Words may be repeated. At most
    ``limit`` of each visibility are read for a mistyped word, as many by each deletion:
    a short one is that of thousands of words.
    """
    parts = (
        SimilarWordRow.select(place=_number(place).label("place"))
        .where(
            WordDeletion.resource == _text(resource),
            WordDeletion.visibility == _text(seen),
            WordDeletion.deletion == deletion,
        )
        .order_by(WordDeletion.word)
        .limit(_number(max(1, limit // count)))
        .subquery()
        for seen in visibilities_for(viewer)
        for place, count in enumerate(counts)
        for deletion in binds(f"deletion{place}", count, String())
    )
    return select(*union_all(*map(select, parts)).subquery("similar").c)


@prepared(NameOfRow)
def list_names_of(*, resource: str, count: int, viewer: Viewer) -> AnySelect:
    """Select all names of ``count`` records, and of sources merged into them.

    The first name of a record is its main name.
    """
    model, given = MODELS[resource], binds("record", count)
    if model is not Source:
        name = Fact.statement if model is Fact else Tag.name
        return select(model.id.label("record_id"), name.label("name")).where(
            model.id.in_(given), visible(model, viewer)
        )
    seen = visible(Source, viewer)
    of_family = Source.id.in_(given) | Source.survivor_id.in_(given)
    record_id = survivor_of(Source).label("record_id")
    columns = record_id, Source.id, Source.name, Source.survivor_id
    # Materialized: otherwise each branch would look up the sources.
    found = select(*columns).where(of_family, seen).cte("family")
    family = found.prefix_with("MATERIALIZED").c
    own = select(family.record_id, family.name, family.survivor_id)
    others = select(
        family.record_id, SourceName.name, _number(0).label("survivor_id")
    ).join(SourceName, SourceName.source_id == family.id)
    names = union_all(own, others).subquery("names")
    is_own = names.c.survivor_id.is_(None)
    return select(names.c.record_id, names.c.name).order_by(is_own.desc(), names.c.name)
