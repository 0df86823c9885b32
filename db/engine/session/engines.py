"""Engines for writes and migrations, and their sessions."""

from functools import partial
from typing import Any

import orjson
from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.orm import Session, sessionmaker

from db.engine.session.private_files import create_before_connecting

SessionFactory = sessionmaker[Session]


def make_engine(
    database_url: str, *, connections: int = 8, statement_timeout: float | None = None
) -> Engine:
    """Create the engine for writes and migrations.

    PostgreSQL cancels a statement after ``statement_timeout`` seconds, waits included.
    """
    is_sqlite = make_url(database_url).get_backend_name() == "sqlite"
    # Fixed: overflow opens and closes connections under load.
    engine = create_engine(
        database_url,
        pool_size=connections,
        max_overflow=0,
        hide_parameters=True,  # logged errors must not contain values
        json_serializer=lambda value: orjson.dumps(value).decode(),
        # A transaction that waited for a lock has to see the changes of its owner.
        **{} if is_sqlite else {"isolation_level": "READ COMMITTED"},
    )
    if is_sqlite:
        event.listen(engine, "do_connect", create_before_connecting)
        event.listen(engine, "connect", prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    elif statement_timeout:
        limit = partial(_limit_statements, seconds=statement_timeout)
        event.listen(engine, "connect", limit)
    return engine


def _limit_statements(connection: Any, _: object, *, seconds: float) -> None:  # noqa: ANN401 - the driver's
    connection.autocommit = True  # otherwise the first rollback would undo it
    connection.execute(f"SET statement_timeout = {seconds * 1000:.0f}")
    connection.autocommit = False


def make_session_factory(bind: Engine | Connection) -> SessionFactory:
    """Build sessions; the commit of a session on one connection ends in a savepoint."""
    return sessionmaker(
        bind=bind, expire_on_commit=False, join_transaction_mode="create_savepoint"
    )


def engine_of(session: Session) -> Engine:
    """Return the engine of a session, to use after a transaction was refused."""
    return session.get_bind().engine


def has_index_table(bind: Engine | Connection) -> bool:
    """Return whether writes have to update an index table (SQLite's FTS5)."""
    return bind.dialect.name == "sqlite"


# By default, sqlite3 begins transactions itself, which breaks rollback to a savepoint,
# and SQLite ignores foreign keys unless each connection enables them.
def prepare_sqlite(connection: Any, _: object = None) -> None:  # noqa: ANN401 - the driver's
    """Apply the settings of all SQLite connections to a new one."""
    connection.isolation_level = None
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA busy_timeout = 5000")
    connection.execute("PRAGMA mmap_size = 1073741824")
    connection.execute("PRAGMA cache_size = -65536")
    connection.execute("PRAGMA temp_store = MEMORY")


def _begin_sqlite(connection: Connection) -> None:
    # IMMEDIATE: a deferred transaction that reads first fails at its first write with
    # "database is locked" if another transaction has written since.
    connection.exec_driver_sql("BEGIN IMMEDIATE")
