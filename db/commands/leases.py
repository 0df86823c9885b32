"""Leases, which give a background job to one server process."""

from datetime import timedelta

from sqlalchemy import ColumnElement, and_, delete, not_, or_, select
from sqlalchemy.exc import IntegrityError

from db.engine.session import Write
from db.models import Lease

DURATION = timedelta(seconds=15)


def take_lease(write: Write, name: str, *, holder: str) -> bool:
    """Take or renew the lease ``name`` for 15 seconds; return whether it is held.

    Work in the same transaction is done by one holder only: until the commit no other
    transaction can take the lease, even if clocks differ.
    """
    may_take = or_(Lease.holder == holder, not_(_is_valid(write)))
    wanted = select(Lease).where(Lease.name == name, may_take)
    lease = write.session.scalar(wanted.with_for_update(skip_locked=True))
    if lease is None:
        return _create_lease(write, name, holder=holder)
    lease.holder, lease.expires_at = holder, write.now + DURATION
    write.session.flush()
    return True


def _is_valid(write: Write) -> ColumnElement[bool]:
    """Return the condition that a lease has not expired.

    The condition is part of the query: a lease that another process holds is not
    locked by a process that asks for it, or its holder could not renew it meanwhile.

    A lease that ends much later than one taken now was taken before the clock was set
    back. It counts as expired, or it would block the job for that long. A lease of a
    concurrent transaction, which began slightly later, ends only slightly later.
    """
    latest = write.now + 2 * DURATION
    return and_(Lease.expires_at > write.now, Lease.expires_at <= latest)


def _create_lease(write: Write, name: str, *, holder: str) -> bool:
    """Insert the lease; return False if another transaction has it."""
    existing = select(Lease.id).where(Lease.name == name)
    if write.session.scalar(existing) is not None:
        return False  # another process holds it
    try:
        with write.savepoint():
            expires_at = write.now + DURATION
            write.session.add(Lease(name=name, holder=holder, expires_at=expires_at))
    except IntegrityError:  # another transaction has inserted it in between
        return False
    return True


def release_leases(write: Write, *, holder: str) -> None:
    """Remove all leases of ``holder``, so that others can take them at once."""
    write.session.execute(delete(Lease).where(Lease.holder == holder))
