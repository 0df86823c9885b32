"""The full-text indexes: their rows, updates and repairs."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from db.commands.index_checks import is_damaged
from db.engine.session import (
    Write,
    engine_of,
    has_index_table,
    insert_rows,
    insert_words,
)
from db.models import Base, Claim, Editable
from db.queries.filters import batch_size, ids, portions
from db.queries.indexed_words import WordsRow, list_searched
from db.queries.word_indexes import INDEXES, WordIndex
from db.search import VERSION
from db.search.docids import docid_of
from db.values.viewer import LOCAL_VIEWER

Rows = Sequence[Mapping[str, Any]]
# Records that are indexed in one transaction; the texts of articles are long.
PORTIONS = {"claim": 1000, "source": 1000, "fact": 1000, "article": 100}


class Indexed(NamedTuple):
    """A row of an index."""

    id: int
    record_id: int
    version: int
    words: str


def index_claims(write: Write, claim_ids: Collection[int]) -> None:
    """Update the index of these claims at the end of the transaction."""
    write.deferred.setdefault(UPDATES["claim"], set()).update(claim_ids)


def add_claims(
    write: Write,
    claims: Iterable[tuple[Claim, str]],
    stored: Iterable[tuple[type[Base], Rows]],
) -> None:
    """Store the rows of new claims, each with its search text."""
    new = [indexed_claim(one, words) for one, words in claims]
    _add(write, INDEXES["claim"], sorted(new), other_rows=stored)


def indexed_claim(claim: Claim, words: str) -> Indexed:
    """Return the row of the index for a claim with its search text."""
    return Indexed(docid_of(claim.dated_at, claim.id), claim.id, VERSION, words)


def index_record(write: Write, record: Editable) -> None:
    """Update the index of a record at the end of the transaction, if it has one."""
    if update := UPDATES.get(record.__tablename__):
        write.deferred.setdefault(update, set()).add(record.id)


def update_index(write: Write, record_ids: Collection[int], *, resource: str) -> None:
    """Replace the index rows that differ from the present content of their records."""
    index, old, new = INDEXES[resource], list[Indexed](), list[Indexed]()
    for record, indexed in _stored(write, record_ids, resource):
        if record != indexed:
            new.append(record)
            old += [indexed] if indexed else []
    _remove(write, index, old)
    _add(write, index, sorted(new))


UPDATES: Mapping[str, Callable[[Write, Collection[int]], None]] = {
    resource: partial(update_index, resource=resource) for resource in INDEXES
}


def highest_id(write: Write, resource: str) -> int:
    """Return the highest id of a record of this kind, or 0."""
    highest = select(func.max(INDEXES[resource].record.id))
    return write.session.scalar(highest) or 0


def rebuild_index(write: Write, resource: str, *, below: int) -> Sequence[int]:
    """Index the next records with lower ids, and return their ids in descending order.

    New records have higher ids and are indexed when they are recorded. The index is
    complete when it contains the record with the lowest id.
    """
    model = INDEXES[resource].record
    ids = select(model.id).where(model.id < below).order_by(model.id.desc())
    portion = ids.limit(PORTIONS[resource]).with_for_update()
    found = write.session.scalars(portion).all()
    update_index(write, found, resource=resource)
    return found


def mend_index(write: Write, resource: str) -> None:
    """Rebuild the index of SQLite from its rows, if the two differ.

    Writes keep both equal; a damaged file may not. PostgreSQL maintains its index
    itself.
    """
    index, engine = INDEXES[resource], engine_of(write.session)
    if has_index_table(write.connection) and is_damaged(engine.url, index):
        write.session.execute(insert(index.fts), {index.fts.name: "rebuild"})


def is_indexed(session: Session) -> bool:
    """Return whether the indexes have all records, by the rules of this version."""
    return all(_has_lowest(session, index) for index in INDEXES.values())


def _has_lowest(session: Session, index: WordIndex) -> bool:
    model, rows = index.record, index.rows
    lowest = select(model.id, rows.version).outerjoin(rows, rows.record_id == model.id)
    found = session.execute(lowest.order_by(model.id).limit(1)).first()
    return found is None or found.version == VERSION


def _stored(
    write: Write, record_ids: Collection[int], resource: str
) -> list[tuple[Indexed, Indexed | None]]:
    """Return the right and the stored index rows of records."""
    seen = partial(list_searched, viewer=LOCAL_VIEWER, withdrawn=True)
    rows = (
        row
        for some in portions(sorted(record_ids), PORTIONS[resource])
        for row in write.rows(
            seen(resource=resource, count=batch_size(len(some))), **ids("record", some)
        )
    )
    return [(_expected(row), _indexed(row)) for row in write.in_time(rows)]


def _expected(row: WordsRow) -> Indexed:
    docid, version, words = row.expected
    return Indexed(docid, row.id, version, words)


def _indexed(row: WordsRow) -> Indexed | None:
    if row.docid is None:
        return None
    return Indexed(row.docid, row.id, row.indexed_by or 0, row.words or "")


def _remove(write: Write, index: WordIndex, rows: Sequence[Indexed]) -> None:
    if not rows:
        return
    if has_index_table(write.connection):
        # FTS5 must be given the words to remove: it stores no copy of them.
        removed = [
            {index.fts.name: "delete", "rowid": row.id, "words": row.words}
            for row in rows
        ]
        write.session.execute(insert(index.fts), removed)
    write.session.execute(
        delete(index.rows).where(index.rows.id.in_([row.id for row in rows])),
        execution_options={"synchronize_session": False},
    )


def _add(
    write: Write,
    index: WordIndex,
    rows: Sequence[Indexed],
    *,
    other_rows: Iterable[tuple[type[Base], Rows]] = (),
) -> None:
    """Insert rows in ascending order: SQLite writes much more in another order.

    ``other_rows`` of other tables are inserted with them.
    """
    values = [values_of(index, row) for row in rows]
    insert_rows(write.connection, [*other_rows, (index.rows, values)])
    if has_index_table(write.connection):
        added = [{"rowid": row.id, "words": row.words} for row in rows]
        insert_words(write.connection, index.fts, added)


def values_of(index: WordIndex, row: Indexed) -> dict[str, Any]:
    """Return the columns of a row of an index."""
    of = f"{index.record.__tablename__}_id"
    return {"id": row.id, "version": row.version, "words": row.words, of: row.record_id}
