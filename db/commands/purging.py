"""Removes redacted texts from the free space of database files."""

from typing import Any

from sqlalchemy import Engine, insert
from sqlalchemy.orm import Session

from db.engine.session import engine_of, has_index_table
from db.queries.word_indexes import INDEXES

VACUUM = "VACUUM FULL"  # without FULL, pages keep the bytes of deleted rows


def purge(session: Session) -> None:
    """Rewrite the database, so that its files contain only its present content.

    The full-text indexes of SQLite are rebuilt first: old segments contain deleted
    words. Other writes wait meanwhile.
    """
    engine = engine_of(session)
    if has_index_table(engine):
        _purge_file(engine)
        return
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql(VACUUM)


def _purge_file(engine: Engine) -> None:
    with engine.begin() as connection:
        for index in INDEXES.values():
            connection.execute(insert(index.fts), {index.fts.name: "rebuild"})
    # On the connection of the driver: a transaction would refuse these statements.
    unwrapped = engine.raw_connection()
    driver: Any = unwrapped.driver_connection
    driver.execute("VACUUM")
    driver.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    unwrapped.close()
