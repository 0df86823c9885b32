"""Writes the content of an earlier version of a record again.

Visibility, judgements and texts of articles stay as they are: the latter two are only
appended, and never reverted with other fields.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Column, ColumnElement, exists, select

from db.commands.uses import lock_record
from db.engine.session import Write
from db.errors import ConflictError, InvalidError
from db.models import (
    ArticleAddress,
    ArticleIdentifier,
    Attribution,
    Base,
    Change,
    ClaimSubject,
    Editable,
    LiveKey,
    Source,
    SourceName,
)
from db.models.claim_order import ClaimOrder, order_of
from db.queries.snapshot_references import (
    OF_CHILDREN,
    OF_RECORDS,
    Columns,
    Reference,
)
from db.queries.snapshots import (
    RECORDS,
    Snapshot,
    child_columns,
    children_of,
    record_columns,
)
from db.values.identifiers import identifier_key
from db.values.text import fold
from db.values.types import UtcDateTime
from db.values.urls import url_key

# Columns that are not reverted: those of every write, and computed ones.
STAYING = {
    *("id", "version", "created_at", "updated_at", "withdrawn_at", "merged_into_id"),
    *("visibility", "embargo_until"),
    *("content_key", "url_key", "start", "dated_at", "dated_basis"),
}
STAYING_CHILDREN = {
    *("ratings", "stances", "assessments", "evidence", "outcomes"),
    "revisions",
}


def load_version(write: Write, record: Editable, number: int) -> Snapshot:
    """Return the snapshot of an earlier version, and lock the records it refers to.

    Raise ``InvalidError`` if the version does not exist or was redacted,
    ``ConflictError`` if a record that it refers to is gone.
    """
    if number >= record.version:
        message = (
            f"This record is at version {record.version}: send the number of an "
            "earlier one."
        )
        raise InvalidError(message, "version")
    later = (
        Change.resource == record.__tablename__,
        Change.record_id == record.id,
        Change.version > number,
    )
    if write.session.scalar(select(exists().where(*later, Change.action == "redact"))):
        message = f"Version {number} was redacted: its content is permanently erased."
        raise InvalidError(message, "version", code="redacted")
    first = select(Change.before).where(*later, Change.before.is_not(None))
    said: Snapshot | None = write.session.scalar(first.order_by(Change.id).limit(1))
    if said is None or said["version"] != number:
        message = f"Version {number} of this record is not stored."
        raise InvalidError(message, "version", code="not_found")
    _refuse_gone(write, record, said)
    return said


def take_version(write: Write, record: Editable, said: Snapshot) -> None:
    """Set the fields and children of a record to those of a snapshot."""
    changed = list(_changed_children(record, said))
    for name, _ in changed:
        setattr(record, name, [])
    write.session.flush()  # old rows are deleted before new ones are inserted
    for column in _columns(record, said):
        setattr(record, column.key, _loaded(column, said[column.key]))
    for name, model in changed:
        rows = said[name]
        new = [_child(write, record, model=model, values=one) for one in rows]
        setattr(record, name, new)


def _changed_children(
    record: Editable, said: Snapshot
) -> Iterator[tuple[str, type[Base]]]:
    """Yield the names and models of children that differ in a snapshot."""
    for name, child in children_of(record.__tablename__).items():
        is_said = name in said and name not in STAYING_CHILDREN
        if is_said and said[name] != _children_now(record, name):
            yield name, child.mapper.class_


def _columns(record: Editable, said: Snapshot) -> Iterator[Column[Any]]:
    for column in record_columns(record.__tablename__):
        if column.key in said and column.key not in STAYING:
            yield column


def _children_now(record: Editable, name: str) -> list[Snapshot]:
    columns = child_columns(children_of(record.__tablename__)[name])
    return [
        {column.key: getattr(child, column.key) for column in columns}
        for child in getattr(record, name)
    ]


def _child(
    write: Write, record: Editable, *, model: type[Base], values: Snapshot
) -> Base:
    """Return a new row for a child in a snapshot."""
    columns = model.__table__.columns
    given = {
        name: _loaded(columns[name], value)
        for name, value in values.items()
        if name != "id"
    }
    if issubclass(model, ClaimOrder):
        given |= order_of(record)
    if issubclass(model, LiveKey):
        given["visibility"] = record.visibility
    return model(**given, **_computed(write, model, values))


def _computed(write: Write, model: type[Base], values: Snapshot) -> dict[str, Any]:
    """Return the computed columns of a child, from those in its snapshot."""
    if issubclass(model, SourceName):
        return {"folded": fold(values["name"])}
    if issubclass(model, Attribution | ClaimSubject):
        return {"source_id": _survivor_of(write, values["printed_source_id"])}
    if issubclass(model, ArticleAddress):
        return {"url_key": url_key(values["url"])}
    if issubclass(model, ArticleIdentifier):
        return {"value_key": identifier_key(values["scheme"], values["value"])}
    return {}


def _survivor_of(write: Write, source_id: int) -> int:
    source = write.session.get_one(Source, source_id)
    return source.survivor_id or source.id


def _loaded(column: ColumnElement[Any], value: Any) -> Any:  # noqa: ANN401 - any column's value
    """Return a value of a snapshot as a Python value of its column."""
    if value is not None and isinstance(column.type, UtcDateTime):
        return datetime.fromisoformat(value)
    return value


def _refuse_gone(write: Write, record: Editable, said: Snapshot) -> None:
    """Raise ``ConflictError`` if a snapshot refers to a record that is gone.

    The other records are locked until the transaction ends.
    """
    for target, record_id in sorted(set(_references(record.__tablename__, said))):
        model = cast("type[Editable]", RECORDS[target])
        if not lock_record(write, model, record_id):
            message = (
                f"Version {said['version']} refers to {target} {record_id}, which is "
                "withdrawn."
            )
            raise ConflictError(target, record_id, message)


def _references(resource: str, said: Snapshot) -> Iterator[Reference]:
    yield from _in_row(said, OF_RECORDS[resource])
    for name, columns in OF_CHILDREN[resource].items():
        if name not in STAYING_CHILDREN:
            for child in said.get(name, ()):
                yield from _in_row(child, columns)


def _in_row(row: Snapshot, columns: Columns) -> Iterator[Reference]:
    for name, target in columns.items():
        if name not in STAYING and row.get(name) is not None:
            yield target, row[name]
