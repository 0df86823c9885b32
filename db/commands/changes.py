"""Appends to the history."""

from functools import partial
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import RelationshipProperty, selectinload

from db.engine.session import State, Write
from db.models import Base, Change
from db.models.change import ATTESTED, SEAL, Action
from db.models.unmapped import unmapped
from db.queries.snapshots import Logged, Snapshot, children_of, shape_of, snapshot_of

NEW_CHANGE = unmapped(Change)


def log_change(
    write: Write, action: Action, record: Logged, *, before: Snapshot | None = None
) -> None:
    """Add an audit entry, to be written at the end of the transaction."""
    visibility = "public" if _is_public(record, before) else "restricted"
    _add(write, record, action=action, before=before, visibility=visibility)


def attest(write: Write, record: Logged) -> None:
    """Add an audit entry with the digest of a record that did not change."""
    _add(write, record, ATTESTED, action=SEAL, before=None, visibility="restricted")


def _add(
    write: Write,
    record: Logged,
    suffix: str = "",
    *,
    action: str,
    before: Snapshot | None,
    visibility: str,
) -> None:
    resource = f"{record.__tablename__}{suffix}"
    change = NEW_CHANGE(
        analyst_id=write.context.analyst_id,
        request_id=write.context.request_id,
        action=action,
        resource=resource,
        record_id=record.id,
        version=getattr(record, "version", 1),
        before=before,
        reason=write.context.reason,
        visibility=visibility,
    )
    write.changes.append(change)
    shape = shape_of(record.__tablename__)
    state = State(shape, partial(_snapshot_after, write, record))
    write.states[resource, record.id] = state


def _snapshot_after(write: Write, record: Logged) -> Snapshot:
    """Return the snapshot of a record at the end of a transaction."""
    model = type(record)
    children = children_of(model.__tablename__)
    is_mapped = isinstance(record, Base)  # what is new has all its children
    if is_mapped and any(_is_stale(record, child) for child in children.values()):
        whole = select(model).options(
            *(selectinload(getattr(model, name)) for name in children)
        )
        again = whole.execution_options(populate_existing=True)
        write.session.scalars(again.where(model.id == record.id)).one()
    return snapshot_of(record)


def _is_stale(record: Logged, child: RelationshipProperty[Any]) -> bool:
    """Return whether children are not loaded, or differ from the stored ones."""
    return child.viewonly or child.key not in record.__dict__


def _is_public(record: Logged, before: Snapshot | None) -> bool:
    """Return whether a record was public before a change and after it."""
    seen: str = getattr(record, "visibility", "restricted")
    return {seen, (before or {}).get("visibility", "public")} == {"public"}
