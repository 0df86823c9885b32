"""The parts of merging and unmerging that are the same for every resource."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import TypeVar

from sqlalchemy import ColumnElement, select, update

from db.commands.visibility.access import access_of
from db.derived.merged import each_merged
from db.engine.session import Write
from db.errors import ConflictError, InvalidError
from db.models import Article, Claim, Fact, Source
from db.queries.survivors import survivor_of
from db.queries.visibility import visible

MergeT = TypeVar("MergeT", Source, Article, Claim, Fact)
# Records with a computed survivor.
SurvivorT = TypeVar("SurvivorT", Source, Article, Claim)
MERGED_INTO = "merged_into_id"  # of the request


def lock_survivor(
    write: Write, model: type[MergeT], record_id: int, *, into_id: int
) -> MergeT:
    """Lock and return the record into which another can be merged.

    Raise ``InvalidError`` if it is the record itself, does not exist, is merged or is
    withdrawn.
    """
    resource = model.__tablename__
    if into_id == record_id:
        message = f"A {resource} cannot be merged into itself."
        raise InvalidError(message, MERGED_INTO)
    found = write.session.scalar(
        select(model)
        .where(model.id == into_id, visible(model, write.viewer, withdrawn=True))
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise InvalidError.not_found(resource, MERGED_INTO)
    _refuse_as_survivor(found, record_id)
    return found


def _refuse_as_survivor(found: MergeT, record_id: int) -> None:
    """Raise ``InvalidError`` if a record is merged or withdrawn."""
    resource = found.__tablename__
    if found.merged_into_id == record_id:
        message = f"That {resource} is merged into this one: unmerge it first."
        raise InvalidError(message, MERGED_INTO, code="merged")
    if found.merged_into_id:
        raise InvalidError.merged(resource, found.merged_into_id, MERGED_INTO)
    if found.withdrawn_at is not None:
        message = f"That {resource} is withdrawn: restore it first."
        raise InvalidError(message, MERGED_INTO, code="withdrawn")


def refuse_other_access(record: MergeT, survivor: MergeT) -> None:
    """Raise ``ConflictError`` if one record becomes public later than the other."""
    if access_of(record) != access_of(survivor):
        resource = record.__tablename__
        message = f"Give both {resource}s the same visibility and embargo first."
        raise ConflictError(resource, survivor.id, message)


def merged_into(record: MergeT) -> int:
    """Return the survivor of a record; raise ``ConflictError`` if it is not merged."""
    if record.merged_into_id is None:
        resource = record.__tablename__
        message = f"This {resource} is not merged into another."
        raise ConflictError(resource, record.id, message)
    return record.merged_into_id


def merged_before(write: Write, record: SurvivorT) -> Sequence[int]:
    """Return the records that had been merged into a merged record before its merge."""
    model = type(record)
    merged = select(model.id, model.merged_into_id).order_by(model.id)
    merged = merged.where(model.survivor_id == record.survivor_id)
    into = defaultdict[int | None, list[int]](list)
    for row in write.session.execute(merged).all():
        into[row.merged_into_id].append(row.id)
    return list(each_merged(record.id, into))


def survivors_of(
    write: Write, source_ids: Collection[int | None]
) -> dict[int | None, int | None]:
    """Return the survivor of each source, or the source itself, by id."""
    survivor = survivor_of(Source).label("survivor_id")
    found = select(Source.id, survivor).where(Source.id.in_(source_ids))
    rows = write.session.execute(found).all()
    return {None: None} | {row.id: row.survivor_id for row in rows}


def repoint_survivors(
    write: Write,
    model: type[SurvivorT],
    merged: ColumnElement[bool],
    *,
    survivor_id: int,
) -> None:
    """Set the survivor of merged records, without new versions."""
    write.session.execute(
        update(model).where(merged).values(survivor_id=survivor_id),
        execution_options={"synchronize_session": False},
    )
