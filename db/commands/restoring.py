"""Repeats redactions, restrictions and revocations that a restored backup lacks."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import exists, select

from db.commands.keys import give_role, revoke_key
from db.commands.redaction import redact
from db.commands.visibility.access import Access, opens_before
from db.commands.visibility.propagate import restrict
from db.engine.session import Write
from db.errors import InvalidError, NotFoundError
from db.models import Analyst, ApiKey, Change, Editable
from db.queries.embargoes import WITH_EMBARGO
from db.values.viewer import Role

RECORDS: dict[str, type[Editable]] = {one.__tablename__: one for one in WITH_EMBARGO}


def redact_again(write: Write, resource: str, record_id: int, *, at: datetime) -> bool:
    """Redact a record unless the backup has that redaction; return whether it did."""
    if not _has(write, resource, record_id, at=at):
        return False
    known = exists().where(
        Change.resource == resource,
        Change.record_id == record_id,
        Change.action == "redact",
        Change.at == at,
    )
    if write.session.scalar(select(known)):
        return False
    redact(write, resource, record_id, version=None)
    return True


def restrict_again(
    write: Write,
    resource: str,
    record_id: int,
    *,
    until: datetime | None,
    at: datetime,
) -> bool:
    """Restrict a record that would become public earlier; return whether it was done.

    ``at`` is its last change. A database with that change, or a later one, is up to
    date.
    """
    access, model = Access("restricted", until), RECORDS[resource]
    known = select(model.id).where(model.id == record_id, model.updated_at < at)
    if write.session.scalar(known.where(opens_before(model, access))) is None:
        return False
    restrict(write, model, record_id, access=access)
    return True


def revoke_again(write: Write, prefix: str) -> bool:
    """Revoke a key that is live in the backup; return whether there was one."""
    live = select(ApiKey.id).where(ApiKey.prefix == prefix, ApiKey.revoked_at.is_(None))
    key_id = write.session.scalar(live)
    if key_id is not None:
        revoke_key(write, key_id)
    return key_id is not None


def give_role_again(write: Write, name: str, role: Role) -> bool:
    """Give an analyst of the backup their later role; return whether it differed."""
    other = select(Analyst.id).where(Analyst.name == name, Analyst.role != role)
    if write.session.scalar(other) is None:
        return False
    return _is_there(lambda: give_role(write, name, role))


def _has(write: Write, resource: str, record_id: int, *, at: datetime) -> bool:
    """Return whether a record existed at the instant ``at``.

    A record that was created later reuses the id of a record that the backup lacks.
    """
    model = RECORDS[resource]
    there = select(model.id).where(model.id == record_id, model.created_at <= at)
    return write.session.scalar(there) is not None


def _is_there(change: Callable[[], object]) -> bool:
    """Make a change; return whether there was anything to change."""
    try:
        change()
    except (InvalidError, NotFoundError):
        return False
    return True
