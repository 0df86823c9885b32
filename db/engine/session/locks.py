"""Locks that a transaction holds until it ends."""

from hashlib import sha256

from sqlalchemy import BigInteger, Connection, bindparam, func, select

from db.engine.session.driver import fetch, sql_of
from db.values.types import AnySelect

# Arbitrary numbers, equal in all processes of a database. Take locks in this order.
REGISTER_LOCK, CHANGE_LOCK = 7_165_001, 7_165_002
NUMBER = bindparam("number", type_=BigInteger())
LOCK = select(func.pg_advisory_xact_lock(NUMBER))
TRY_LOCK = select(func.pg_try_advisory_xact_lock(NUMBER))


def number_of(name: str) -> int:
    """Return the number of the named lock."""
    return int.from_bytes(sha256(name.encode()).digest()[:8], signed=True)


def is_alone(connection: Connection) -> bool:
    """Return whether no other transaction can write: SQLite has a single writer."""
    return connection.dialect.name == "sqlite"


def lock(connection: Connection, number: int) -> None:
    """Take a lock until the commit, waiting for it; SQLite needs none."""
    if not is_alone(connection):
        _run(connection, LOCK, number)


def try_lock(connection: Connection, number: int) -> bool:
    """Take a lock until the commit if it is free; return whether it was free."""
    if is_alone(connection):
        return True
    return bool(_run(connection, TRY_LOCK, number))


def _run(connection: Connection, statement: AnySelect, number: int) -> object:
    """Return the result of a lock function of PostgreSQL."""
    sql = sql_of(statement, connection.dialect)
    ((result,),) = fetch(connection, sql, {"number": number})
    return result
