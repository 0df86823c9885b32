"""Live records that refer to a record, which may become public with the first."""

from collections.abc import Iterator
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import (
    BigInteger,
    BindParameter,
    CompoundSelect,
    String,
    bindparam,
    cast,
    null,
    select,
    union,
)

from db.commands.visibility.access import PUBLIC, RESTRICTED, Access, access_of
from db.engine.session import Write
from db.models import Article, Claim, Described, Editable, Fact, Source, Tag
from db.queries.snapshot_references import OF_CHILDREN, OF_RECORDS, Reference
from db.queries.snapshots import children_of
from db.values.types import AnySelect

RECORDS: tuple[type[Editable], ...] = (Source, Article, Claim, Fact, Tag)
REFERRED: BindParameter[int] = bindparam("referred")


class Referrer(NamedTuple):
    """A referring record; its id only if other records may describe it, too."""

    described: str | None
    record_id: int | None
    visibility: str
    embargo_until: datetime | None

    def has_opened(self, now: datetime) -> bool:
        """Return whether its embargo has ended, so that a job will make it public."""
        return self.embargo_until is not None and self.embargo_until <= now

    @property
    def reference(self) -> Reference | None:
        """Return its reference, if other records may describe it, too."""
        if self.described is None or self.record_id is None:
            return None
        return self.described, self.record_id


def earliest_access(write: Write, reference: Reference) -> Access:
    """Return the access of the first live record that refers to a record.

    References are followed through several records. A record whose embargo has ended
    does not count itself.
    """
    found, reached = {RESTRICTED}, [reference]
    for target, record_id in reached:  # grows during the loop
        for one in _referrers(write, target, record_id):
            if one.visibility == "public":
                return PUBLIC
            if not one.has_opened(write.now):
                found.add(access_of(one))
            elif one.reference and one.reference not in reached:
                reached.append(one.reference)
    return min(found, key=lambda access: access.opens)


def _referrers(write: Write, target: str, record_id: int) -> list[Referrer]:
    found = write.session.execute(_select_referrers(target), {"referred": record_id})
    return [Referrer(*row) for row in found]


@cache
def _select_referrers(target: str) -> CompoundSelect[Any]:
    return union(*(one for model in RECORDS for one in _arms(model, target)))


def _arms(model: type[Editable], target: str) -> Iterator[AnySelect]:
    """Yield a select of live records for each column that refers to ``target``."""
    resource = model.__tablename__
    for name, refers_to in OF_RECORDS[resource].items():
        if refers_to == target:
            yield _live(model).where(getattr(model, name) == REFERRED)
    for name, columns in OF_CHILDREN[resource].items():
        child = children_of(resource)[name].mapper.class_
        for column, refers_to in columns.items():
            if refers_to == target:
                joined = _live(model).join(getattr(model, name))
                yield joined.where(getattr(child, column) == REFERRED)


def _live(model: type[Editable]) -> AnySelect:
    described = issubclass(model, Described)
    return select(
        cast(model.__tablename__ if described else null(), String),
        cast(model.id if described else null(), BigInteger),
        model.visibility,
        model.embargo_until,
    ).where(model.withdrawn_at.is_(None))
