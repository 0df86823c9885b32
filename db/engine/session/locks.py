"""Locks that a transaction holds until it ends."""

from hashlib import sha256

from sqlalchemy import func, select
from sqlalchemy.orm import Session

# Any numbers, the same in every process of one database; taken in this order.
REGISTER_LOCK, CHANGE_LOCK = 7_165_001, 7_165_002


def number_of(name: str) -> int:
    """Return the number of the lock with this name."""
    return int.from_bytes(sha256(name.encode()).digest()[:8], signed=True)


def lock(session: Session, number: int) -> None:
    """Wait for a lock that is held until commit; SQLite has one writer anyway."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(number)))


def try_lock(session: Session, number: int) -> bool:
    """Take a lock that is held until commit; return whether it was free."""
    if session.get_bind().dialect.name == "postgresql":
        return bool(session.scalar(select(func.pg_try_advisory_xact_lock(number))))
    return True
