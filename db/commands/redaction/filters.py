"""Removes saved filters that repeat words of a redacted record."""

from collections.abc import Collection, Iterable, Iterator
from typing import Any
from urllib.parse import parse_qsl

from sqlalchemy import delete, select

from db.engine.session import Write
from db.models import Editable, SavedFilter
from db.queries.filters import named
from db.queries.search import index_values, indexed_rows
from db.queries.snapshots import Snapshot
from db.queries.word_indexes import INDEXES
from db.search.analyser import analyse
from db.search.trees import OneOf

# Parameters of lists with words of people; the others are numbers, dates or codes.
WORDED = frozenset(
    (
        *("q", "sector", "tag", "url", "identifier", "organisation"),
        *("source", "speaker", "origin", "subject", "outlet", "fact"),
    )
)


def note_words(write: Write, erased: Snapshot) -> None:
    """Note the words of an erased snapshot for the end of the transaction.

    Then the indexes no longer have them, and ``remove_filters`` runs.
    """
    _note(write, (word for text in _texts(erased) for word in _words(text)))


def note_indexed_words(write: Write, record: Editable) -> None:
    """Note the words of a record in its index, which has the texts of articles."""
    if index := INDEXES.get(record.__tablename__):
        stored = select(index.rows.words).where(index.rows.record_id == record.id)
        _note(write, (write.session.scalar(stored) or "").split())


def _note(write: Write, words: Iterable[str]) -> None:
    write.deferred.setdefault(remove_filters, set()).update(words)


def remove_filters(write: Write, erased: Collection[str]) -> None:
    """Delete the filters with an erased word that no record has any more.

    A filter is no record and has no history, so its words have no other trace. Words
    of other records stay searchable: they do not tell what was erased.
    """
    saved = write.session.execute(
        select(SavedFilter.id, SavedFilter.name, SavedFilter.query)
    )
    words = {one.id: _of_filter(one.name, one.query) for one in saved}
    repeated = set().union(*words.values()).intersection(erased)
    gone = {word for word in repeated if not _is_indexed(write, word)}
    ids = [filter_id for filter_id, own in words.items() if own & gone]
    write.session.execute(delete(SavedFilter).where(SavedFilter.id.in_(ids)))


def _of_filter(name: str, query: str) -> set[str]:
    values = [value for key, value in parse_qsl(query) if key in WORDED]
    return {word for text in (name, *values) for word in _words(text)}


def _words(text: str) -> Iterator[str]:
    return (word.text for word in analyse(text))


def _texts(value: Any) -> Iterator[str]:  # noqa: ANN401 - any JSON
    """Yield all texts in a snapshot, or in a part of one."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _texts(part)


def _is_indexed(write: Write, word: str) -> bool:
    query = named(index_values(OneOf((word,))))
    tables = [indexed_rows(index) for index in INDEXES.values()]
    found = (select(hits.c.record_id).select_from(hits).limit(1) for hits in tables)
    return any(write.session.scalar(one, query) is not None for one in found)
