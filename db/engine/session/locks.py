"""Locks that a transaction holds until it ends."""

from hashlib import sha256

from sqlalchemy import BigInteger, bindparam, func, select
from sqlalchemy.orm import Session

from db.engine.session.driver import fetch, sql_of
from db.values.types import AnySelect

# Any numbers, the same in every process of one database; taken in this order.
REGISTER_LOCK, CHANGE_LOCK = 7_165_001, 7_165_002
NUMBER = bindparam("number", type_=BigInteger())
LOCK = select(func.pg_advisory_xact_lock(NUMBER))
TRY_LOCK = select(func.pg_try_advisory_xact_lock(NUMBER))


def number_of(name: str) -> int:
    """Return the number of the lock with this name."""
    return int.from_bytes(sha256(name.encode()).digest()[:8], signed=True)


def is_alone(session: Session) -> bool:
    """Return whether no other transaction writes: SQLite has one writer."""
    return session.get_bind().dialect.name == "sqlite"


def lock(session: Session, number: int) -> None:
    """Wait for a lock that is held until commit, unless the transaction is alone."""
    if not is_alone(session):
        _run(session, LOCK, number)


def try_lock(session: Session, number: int) -> bool:
    """Take a lock that is held until commit; return whether it was free."""
    if is_alone(session):
        return True
    return bool(_run(session, TRY_LOCK, number))


def _run(session: Session, statement: AnySelect, number: int) -> object:
    """Return what a function of a lock returns."""
    connection = session.connection()
    sql = sql_of(statement, connection.dialect)
    ((result,),) = fetch(connection, sql, {"number": number})
    return result
