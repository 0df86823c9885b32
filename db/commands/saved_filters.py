"""Writes to saved filters, for their owners; administrators change shared ones."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import delete, select

from db.engine.session import Write
from db.errors import ConflictError, NotFoundError, StaleError
from db.models import SavedFilter
from db.values.versions import ReadVersion, was_read

RESOURCE = "filter"
OTHERS = "This filter belongs to another analyst: save one of your own."


def save_filter(write: Write, values: Mapping[str, Any]) -> SavedFilter:
    """Store a filter of the writer; raise ``ConflictError`` for a used name."""
    owner_id, first = write.context.analyst_id, {"version": 1}
    times = {"created_at": write.now, "updated_at": write.now}
    made = SavedFilter(owner_id=owner_id, **values, **first, **times)
    _check_name(write, made, made.name)
    write.session.add(made)
    write.session.flush()
    return made


def change_filter(
    write: Write, filter_id: int, *, version: ReadVersion, values: Mapping[str, Any]
) -> None:
    """Set the given columns of a filter."""
    found = _own(write, filter_id, version)
    changed = {k: v for k, v in values.items() if getattr(found, k) != v}
    if not changed:
        return
    _check_name(write, found, values.get("name", found.name))
    for name, value in changed.items():
        setattr(found, name, value)
    found.version, found.updated_at = found.version + 1, write.now
    write.session.flush()


def remove_filter(write: Write, filter_id: int, *, version: ReadVersion) -> None:
    """Delete a filter."""
    found = _own(write, filter_id, version)
    write.session.execute(delete(SavedFilter).where(SavedFilter.id == found.id))


def _own(write: Write, filter_id: int, version: ReadVersion) -> SavedFilter:
    """Lock and return a filter that the writer may change."""
    owner_id, is_admin = write.context.analyst_id, write.viewer.sees_keys
    found = write.session.scalar(
        select(SavedFilter).where(SavedFilter.id == filter_id).with_for_update()
    )
    is_own = found is not None and found.owner_id == owner_id
    if found is None or not (is_own or found.is_shared):
        raise NotFoundError(RESOURCE, filter_id)
    if not (is_own or is_admin):
        raise ConflictError(RESOURCE, filter_id, OTHERS)
    if not was_read(version, found.version):
        message = f"This filter is at version {found.version}; read it again."
        raise StaleError(message)
    return found


def _check_name(write: Write, saved: SavedFilter, name: str) -> None:
    """Raise ``ConflictError`` if its owner has another filter with this name."""
    write.lock_register()
    other = write.session.scalar(
        select(SavedFilter.id)
        .where(SavedFilter.owner_id == saved.owner_id, SavedFilter.name == name)
        .where(SavedFilter.id != (saved.id or 0))
    )
    if other is not None:
        message = f"Your filter {other} has this name: change it, or use another name."
        raise ConflictError(RESOURCE, other, message)
