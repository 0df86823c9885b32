"""Makes records public after their embargo has ended.

A record with an inherited embargo becomes public only with a record that refers to it.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace

from sqlalchemy import select

from db.commands.records import revised
from db.commands.visibility.access import (
    PUBLIC,
    RESTRICTED,
    access_of,
    give_access,
)
from db.commands.visibility.leaks import by_resource, every_reference_of
from db.commands.visibility.propagate import load, restrict
from db.commands.visibility.referrers import earliest_access
from db.engine.session import Context, Write
from db.errors import ConflictError
from db.models import Described, Editable
from db.queries.embargoes import WITH_EMBARGO, list_ended
from db.queries.snapshot_references import Reference
from db.queries.snapshots import RECORDS

ENDING = Context(reason="Its embargo has ended.")
EXTENDED = "Its embargo is extended: the records that refer to it become public later."
KEPT = "Its embargo has ended, but it stays restricted: {why}"
BATCH_SIZE = 500  # records per transaction, for which other writers wait
End = Callable[[Write, type[Editable], int], None]


def end_embargoes(write: Write) -> int:
    """Make a batch of records public whose embargo has ended; return how many.

    A record that cannot become public stays restricted; its audit entry has the reason.
    """
    full = len(write.changes) + BATCH_SIZE
    ended = _end_each(write, _end, inherited=False, full=full)
    return ended + _end_each(write, _end_inherited, inherited=True, full=full)


def _end_each(write: Write, end: End, *, inherited: bool, full: int) -> int:
    """End the embargoes that are ``inherited``, or the other ones; return how many.

    Stop when the write has ``full`` changes: opening a record can open many others.
    """
    ended = 0
    for model in WITH_EMBARGO:
        some = list_ended(
            resource=model.__tablename__,
            inherited=inherited,
            limit=BATCH_SIZE,
            viewer=write.viewer,
        )
        for row in write.rows(some, at=write.now):
            if len(write.changes) >= full:
                return ended
            end(write, model, row.id)
            ended += 1
    return ended


def _end(write: Write, model: type[Editable], record_id: int) -> None:
    try:
        with write.savepoint():
            _make_public(write, model, record_id)
    except ConflictError as error:
        why = f"it conflicts with {error.resource} {error.record_id}."
        restrict(_kept(write, why), model, record_id, access=RESTRICTED)


def _end_inherited(write: Write, model: type[Editable], record_id: int) -> None:
    """Make a record public if a referrer is; else follow the next referrer."""
    access = earliest_access(write, (model.__tablename__, record_id))
    if access == PUBLIC:
        _end(write, model, record_id)
        return
    if access == RESTRICTED:
        write = _kept(write, "no public record refers to it.")
    else:
        write = _because(write, EXTENDED)
    restrict(write, model, record_id, access=access)


def _kept(write: Write, why: str) -> Write:
    return _because(write, KEPT.format(why=why))


def _because(write: Write, reason: str) -> Write:
    return replace(write, context=replace(write.context, reason=reason))


def _make_public(write: Write, model: type[Editable], record_id: int) -> None:
    """Make a record public, with the records that inherited their embargo from it."""
    record = load(write, model, record_id)
    if record.visibility == "public" or access_of(record).opens > write.now:
        return  # another process has already done it
    if record.withdrawn_at and not getattr(record, "merged_into_id", None):
        write = _kept(write, "it is withdrawn.")
        restrict(write, model, record_id, access=RESTRICTED)
        return
    with revised(write, record):
        give_access(record, PUBLIC)
        if isinstance(record, Described):
            record.embargo_inherited = False
    # A merged claim is withdrawn: it leads to its survivor, not to its own parts.
    references = () if record.withdrawn_at else every_reference_of(record)
    for referred in _heirs(write, references):
        _make_public(write, *referred)


def _heirs(
    write: Write, references: Iterable[Reference]
) -> list[tuple[type[Described], int]]:
    """Return the live records whose inherited embargo has ended."""
    found = list[tuple[type[Described], int]]()
    for resource, record_ids in by_resource(references).items():
        model = RECORDS[resource]
        if not issubclass(model, Described):
            continue
        ended = select(model.id).where(
            model.id.in_(record_ids),
            model.embargo_inherited,
            model.embargo_until <= write.now,
            model.withdrawn_at.is_(None),
        )
        found += [(model, one) for one in write.session.scalars(ended.order_by("id"))]
    return found
