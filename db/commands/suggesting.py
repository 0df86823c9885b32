"""The index of words of names: its rows, and their updates."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import partial
from itertools import chain
from typing import cast, get_args

from sqlalchemy import ColumnElement, delete, select

from db.commands.rarity import set_rarities
from db.engine.session import Write, insert_rows
from db.models import Article, Base, NameWord, Source, WordDeletion
from db.models.base import Visibility
from db.models.name_word import SUGGESTED
from db.queries.filters import batch_size, ids, portions
from db.queries.name_words import NamedRow, list_named_ids, list_named_words
from db.search.docids import LAST_ID
from db.search.suggesting import deletions, prefix_bits
from db.values.viewer import LOCAL_VIEWER

PORTION = 1000  # records that are indexed in one transaction
Values = Mapping[str, str]
Indexed = type[NameWord] | type[WordDeletion]
Noted = Iterator[tuple[str, Collection[int | None]]]
UNSYNCHRONISED = {"synchronize_session": False}


def note_names(write: Write, record: Base) -> None:
    """Have what suggests a record brought up to date when the transaction ends.

    Call it before a change and after it.
    """
    for resource, record_ids in _noted(record):
        if known := {one for one in record_ids if one is not None}:
            write.deferred.setdefault(UPDATES[resource], set()).update(known)


def _noted(record: Base) -> Noted:
    resource: str = record.__tablename__  # new records may not be mapped objects
    if resource == "source":
        yield from _noted_of_source(cast("Source", record))
    elif resource in {"fact", "tag"}:
        yield resource, {record.id}
    elif resource == "article":
        yield "outlet", {cast("Article", record).outlet_id}


def _noted_of_source(source: Source) -> Noted:
    if source.article_id is None:
        yield "source", {source.id, source.survivor_id}
    if source.kind == "outlet":
        yield "outlet", {source.id, source.survivor_id}


def update_names(resource: str, write: Write, record_ids: Collection[int]) -> None:
    """Replace the words of records whose names have changed."""
    for rows in _read(write, resource, sorted(record_ids)):
        _replace(write, resource, [row for row in rows if row.is_violation])
        others = [
            (resource, row.id, row.rarity)
            for row in rows
            if any(one.rarity != row.rarity for one in row.indexed)
        ]
        set_rarities(write, others)


UPDATES = {resource: partial(update_names, resource) for resource in SUGGESTED}


def _read(
    write: Write, resource: str, record_ids: Sequence[int]
) -> Iterator[Sequence[NamedRow]]:
    for some in portions(record_ids):
        size = batch_size(len(some))
        read = list_named_words(resource=resource, count=size, viewer=LOCAL_VIEWER)
        yield write.rows(read, **ids("record", some))


def _of(
    resource: str, condition: ColumnElement[bool]
) -> tuple[ColumnElement[bool], ...]:
    return NameWord.resource == resource, condition


def _replace(write: Write, resource: str, rows: Sequence[NamedRow]) -> None:
    if not rows:
        return
    of_records = _of(resource, NameWord.record_id.in_([row.id for row in rows]))
    gone = delete(NameWord).where(*of_records)
    write.session.execute(gone, execution_options=UNSYNCHRONISED)
    for visibility in get_args(Visibility):
        of = {"resource": resource, "visibility": visibility}
        _add(write, of, [row for row in rows if row.visibility == visibility])
        _forget(write, of, _indexed_words(rows, visibility))


def _indexed_words(rows: Sequence[NamedRow], visibility: str) -> Sequence[str]:
    indexed = chain.from_iterable(row.indexed for row in rows)
    return sorted({one.word for one in indexed if one.visibility == visibility})


def _add(write: Write, of: Values, rows: Sequence[NamedRow]) -> None:
    words = sorted({word for row in rows for word in row.words})
    new = sorted({*words} - _known(write, WordDeletion, of, words=words))
    named = [
        {**of, "record_id": row.id, "rarity": row.rarity, "word": word, **bits}
        for row in rows
        for bits in [{"prefix_bits": prefix_bits(row.words)}]
        for word in sorted(row.words)
    ]
    deleted = [
        {**of, "word": word, "deletion": deletion}
        for word in new
        for deletion in sorted(deletions(word))
    ]
    insert_rows(write.connection, [(NameWord, named), (WordDeletion, deleted)])


def _forget(write: Write, of: Values, words: Sequence[str]) -> None:
    """Remove the deletions of words that no name has any more."""
    gone = sorted({*words} - _known(write, NameWord, of, words=words))
    for start in range(0, len(gone), PORTION):
        unused = WordDeletion.word.in_(gone[start : start + PORTION])
        write.session.execute(
            delete(WordDeletion).filter_by(**of).where(unused),
            execution_options=UNSYNCHRONISED,
        )


def _known(
    write: Write, model: Indexed, of: Values, *, words: Sequence[str]
) -> set[str]:
    """Return the words that the index has."""
    found = set[str]()
    for start in range(0, len(words), PORTION):
        some = model.word.in_(words[start : start + PORTION])
        listed = select(model.word).filter_by(**of).where(some).distinct()
        found |= {*write.session.scalars(listed)}
    return found


def rebuild_names(
    write: Write, resource: str, *, below: int = LAST_ID
) -> Sequence[int]:
    """Index the names of the next records with lower ids; return these, downwards.

    New records are indexed when they are recorded: the index is complete when the
    records with the lowest ids are in it.
    """
    found = _next(write, resource, below=below, newest=True, limit=PORTION)
    update_names(resource, write, found)
    return found


def are_names_indexed(write: Write) -> bool:
    """Return whether the index has all records, by the rules of this version."""
    for resource in SUGGESTED:
        lowest = _next(write, resource, below=LAST_ID, newest=False, limit=1)
        if any(
            row.is_violation for rows in _read(write, resource, lowest) for row in rows
        ):
            return False
    return True


def _next(
    write: Write, resource: str, *, below: int, newest: bool, limit: int
) -> Sequence[int]:
    builder = list_named_ids(
        resource=resource, newest=newest, limit=limit, viewer=LOCAL_VIEWER
    )
    return [row.id for row in write.rows(builder, below=below)]
