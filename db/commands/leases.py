"""Leases, which give a background job to one server process."""

from datetime import timedelta

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from db.engine.session import Write
from db.models import Lease

DURATION = timedelta(seconds=15)


def take_lease(write: Write, name: str, *, holder: str) -> bool:
    """Take or renew the lease ``name`` for 15 seconds; return whether it is held.

    Work in the same transaction is done by one holder only: until the commit no other
    transaction can take the lease, even if clocks differ.
    """
    wanted = select(Lease).where(Lease.name == name)
    lease = write.session.scalar(wanted.with_for_update(skip_locked=True))
    if lease is None:
        return _create_lease(write, name, holder=holder)
    if lease.holder != holder and _is_valid(lease, write):
        return False
    lease.holder, lease.expires_at = holder, write.now + DURATION
    write.session.flush()
    return True


def _is_valid(lease: Lease, write: Write) -> bool:
    """Return whether ``lease`` has not expired.

    A lease that ends much later than one taken now was taken before the clock was set
    back. It counts as expired, or it would block the job for that long. A lease of a
    concurrent transaction, which began slightly later, ends only slightly later.
    """
    return write.now < lease.expires_at <= write.now + 2 * DURATION


def _create_lease(write: Write, name: str, *, holder: str) -> bool:
    """Insert the lease; return False if another transaction has it."""
    existing = select(Lease.id).where(Lease.name == name)
    if write.session.scalar(existing) is not None:
        return False  # locked by a transaction of its holder
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
