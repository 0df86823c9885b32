"""Checks on withdrawing records in use, and on restoring without their references."""

from collections.abc import Sequence

from sqlalchemy import select

from db.engine.prepared import Prepared
from db.engine.session import Write
from db.errors import ConflictError
from db.models import Editable
from db.queries.dependents import UsersRow
from db.queries.visibility import visible


def refuse_if_used(
    write: Write, record_id: int, resource: str, *, users: Prepared[UsersRow]
) -> None:
    """Raise ``ConflictError`` with the number of records that ``users`` finds."""
    (found,) = write.rows(users, used=record_id)
    if found.example is not None:
        some = f"{resource} uses" if found.total == 1 else f"{resource}s use"
        message = f"{found.total} live {some} this record."
        raise ConflictError(resource, found.example, message, count=found.total)


def lock_record(write: Write, model: type[Editable], record_id: int) -> bool:
    """Lock a record until the transaction ends; return whether it exists."""
    locked = (
        select(model.id)
        .where(model.id == record_id, visible(model, write.viewer))
        .with_for_update(read=True)
    )
    return write.session.scalar(locked) is not None


def refuse_without(
    write: Write, model: type[Editable], needed: Sequence[int | None]
) -> None:
    """Raise ``ConflictError`` if one of the ``needed`` records is withdrawn.

    The others are locked against withdrawal until the transaction ends.
    """
    found = write.session.execute(
        select(model.id, model.withdrawn_at)
        .where(model.id.in_([record_id for record_id in needed if record_id]))
        .order_by(model.id)
        .with_for_update(read=True)
    )
    for record_id, withdrawn_at in found.all():
        if withdrawn_at is not None:
            message = f"The {model.__tablename__} this depends on is withdrawn."
            raise ConflictError(model.__tablename__, record_id, message)
