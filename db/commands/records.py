"""The steps of every write to an editable record: lock, snapshot, store, log."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import Select, Table, inspect, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import InstrumentedAttribute, selectinload

from db.commands.changes import log_change
from db.commands.dating import complete_dates, dates_in
from db.commands.rarity import counted_in, defer_rarities
from db.commands.search import index_record
from db.commands.suggesting import note_names
from db.commands.visibility.access import access_of, opening
from db.commands.visibility.leaks import references_of, refuse_exposure
from db.engine.session import Write
from db.errors import (
    ConflictError,
    MergedError,
    NotFoundError,
    StaleError,
)
from db.models import Article, Base, Claim, Described, Editable, LiveKey
from db.models.base import live_keys
from db.models.change import Action
from db.models.claim_order import copy_order
from db.queries.snapshot_references import Reference
from db.queries.snapshots import Snapshot, snapshot_of
from db.queries.visibility import visible
from db.values.versions import ReadVersion, was_read

Record = TypeVar("Record", bound=Editable)
OF_ACCESS = {"visibility", "embargo_until"}
Row = TypeVar("Row", bound=Base)


def fetch(
    write: Write,
    model: type[Record],
    record_id: int,
    *,
    version: ReadVersion,
    withdrawn: bool = False,
    merged: bool = False,
) -> Record:
    """Load and lock a record with its children, if its version is ``version``.

    Withdrawn and merged records are found if requested. Raise ``NotFoundError``,
    ``MergedError`` or ``StaleError``.
    """
    record = write.session.scalar(
        locked_with_children(model)
        .where(model.id == record_id)
        .where(visible(model, write.viewer, withdrawn=True))
    )
    survivor_id = getattr(record, "merged_into_id", None)
    if record is None or not (withdrawn or survivor_id or record.withdrawn_at is None):
        raise NotFoundError(model.__tablename__, record_id)
    if not was_read(version, record.version):
        message = f"This record is at version {record.version}; read it again."
        raise StaleError(message)
    if survivor_id and not merged:
        raise MergedError(model.__tablename__, record.id, survivor_id)
    return record


def locked_with_children(model: type[Row]) -> Select[Row]:
    """Select and lock records, with all their children."""
    children = (getattr(model, child.key) for child in inspect(model).relationships)
    return (
        select(model)
        .options(*map(selectinload, children))
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )


def stamp_new(record: Editable, at: datetime) -> None:
    """Set the version and the times of a record that is created at an instant."""
    record.version = 1
    record.created_at = record.updated_at = at


def create(write: Write, record: Editable) -> None:
    """Store a new record with its children."""
    stamp_new(record, write.now)
    access, references = access_of(record), references_of(record)
    refuse_exposure(write, record, references, access=access)
    for child in inspect(type(record)).relationships:
        if child.key not in record.__dict__:
            # This loads the record, as its digest requires.
            setattr(record, child.key, [])
    with _stored(write, record):
        pass
    log_change(write, "create", record)


@contextmanager
def revised(
    write: Write, record: Record, action: Action = "update"
) -> Iterator[Record]:
    """Store the changes that the block makes to ``record`` as its next version.

    Raise ``InvalidError`` if a public record would have an embargo.
    """
    before, access_before = snapshot_of(record), access_of(record)
    known = set(references_of(record))
    with _stored(write, record):
        yield record
        record.version += 1
        record.updated_at = write.now
        access = access_of(record)
    if access.opens < access_before.opens:
        known.clear()
    new = set(references_of(record)) - known
    refuse_exposure(write, record, new, access=access)
    log_change(write, action, record, before=before)


def log_version(write: Write, record: Editable, *, before: Snapshot) -> None:
    """Increment the version of a record after a change, and add an audit entry."""
    record.version += 1
    record.updated_at = write.now
    index_record(write, record)
    log_change(write, "update", record, before=before)


def withdraw(write: Write, record: Editable) -> None:
    """Remove a record from all lists; its history stays."""
    with revised(write, record, "withdraw"):
        _set_withdrawn(record, write.now)


def restore(write: Write, record: Editable) -> None:
    """Restore a withdrawn record if its unique keys are still free."""
    if record.withdrawn_at is None:
        message = "This record is not withdrawn."
        raise ConflictError(record.__tablename__, record.id, message)
    with revised(write, record, "restore"):
        _set_withdrawn(record, None)


def _set_withdrawn(record: Editable, at: datetime | None) -> None:
    record.withdrawn_at = at
    for key in live_keys(record):
        key.withdrawn_at = at


@contextmanager
def _stored(write: Write, record: Editable) -> Iterator[None]:
    """Flush the changes of the block to ``record`` inside a savepoint.

    Raise ``ConflictError`` if another record has one of its unique keys: a write that
    loses a race must not break the transaction.
    """
    keys: list[UniqueKey] = []
    counted = _counted(record)
    note_names(write, record)
    try:
        # No autoflush inside the block: the keys that explain a conflict are known
        # only at its end.
        with write.session.begin_nested(), write.session.no_autoflush:
            yield
            if isinstance(record, Claim):
                copy_order(record)
            keys += _unique_keys(record)
            write.session.add(record)
    except IntegrityError as error:
        if (conflict := _conflict(write, record, keys)) is None:
            raise
        raise conflict from error
    index_record(write, record)
    note_names(write, record)
    defer_rarities(write, counted ^ _counted(record))


def _counted(record: Editable) -> set[Reference]:
    """Return the records for which a claim counts; nothing for other records."""
    return counted_in(record) if isinstance(record, Claim) else set()


# The shared property of two records, by the table of the unique key.
SHARED = {
    "article": "the same web address",
    "article_address": "the same web address",
    "article_identifier": "the same identifier",
    "claim": "the same words and speakers at the same place of the article",
    "fact": "the same slug",
    "source": "the same descriptor, kind and ordinal in the article",
    "source_identifier": "the same identifier",
    "tag": "the same name",
}


@dataclass(frozen=True)
class UniqueKey:
    """Values that are unique among live rows, and the record they belong to."""

    model: type[Editable | LiveKey]
    record_id: InstrumentedAttribute[int]
    values: Mapping[str, Any]


def _unique_keys(record: Editable) -> Iterator[UniqueKey]:
    """Yield the keys of ``record`` and of its children that a conflict can name."""
    yield from _keys_of(record, type(record).id)
    for child in live_keys(record):
        parent = getattr(type(child), f"{record.__tablename__}_id")
        yield from _keys_of(child, parent)


def _keys_of(
    row: Editable | LiveKey, record_id: InstrumentedAttribute[int]
) -> Iterator[UniqueKey]:
    table = row.__table__
    for index in table.indexes if isinstance(table, Table) else ():
        values = {column.key: getattr(row, column.key) for column in index.columns}
        if index.unique and None not in values.values():
            yield UniqueKey(type(row), record_id, values)


def _conflict(
    write: Write, record: Editable, keys: Iterable[UniqueKey]
) -> ConflictError | None:
    """Return the other live record that has one of ``keys``."""
    for key in keys:
        same = (getattr(key.model, name) == held for name, held in key.values.items())
        holders = select(key.record_id).where(*same, visible(key.model, write.viewer))
        for holder_id in write.session.scalars(holders):
            if holder_id != record.id:
                found = _represented_by(write, record, holder_id)
                table = key.model.__tablename__
                return conflict_with(record.__tablename__, found, table=table)
    return None


def conflict_with(resource: str, record_id: int, *, table: str) -> ConflictError:
    """Return the error for a record that already has a unique key of ``table``."""
    message = f"Conflicts with {resource} {record_id}, which has {SHARED[table]}."
    return ConflictError(resource, record_id, message)


def _represented_by(write: Write, record: Editable, record_id: int) -> int:
    """Return the survivor of the record that has a key, or the record itself."""
    if not isinstance(record, Article):
        return record_id
    survivor = select(Article.survivor_id).where(Article.id == record_id)
    return write.session.scalar(survivor) or record_id


def set_values(record: Base, values: Mapping[str, Any]) -> None:
    """Set the given columns; raise ``InvalidError`` if a date becomes invalid."""
    for name, value in opening(values).items():
        setattr(record, name, value)
    if isinstance(record, Described) and OF_ACCESS & values.keys():
        record.embargo_inherited = False
    complete_dates(record, dates_in(values))
