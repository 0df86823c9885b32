"""Removing what database files still hold of texts that were redacted."""

from typing import Any

from sqlalchemy import Engine, insert
from sqlalchemy.orm import Session

from db.engine.session import engine_of, has_index_table
from db.queries.word_indexes import INDEXES

VACUUM = "VACUUM FULL"  # without FULL, pages keep the bytes of rows that are gone


def purge(session: Session) -> None:
    """Write the database anew, with nothing in its files but what it stores.

    The indexes of SQLite are made anew first: they keep words in old segments. Others
    wait meanwhile.
    """
    engine = engine_of(session)
    if has_index_table(session):
        _purge_file(engine)
        return
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql(VACUUM)


def _purge_file(engine: Engine) -> None:
    with engine.begin() as connection:
        for index in INDEXES.values():
            connection.execute(insert(index.fts), {index.fts.name: "rebuild"})
    # A connection of the driver: these are refused in a transaction.
    unwrapped = engine.raw_connection()
    driver: Any = unwrapped.driver_connection
    driver.execute("VACUUM")
    driver.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    unwrapped.close()
