"""Writes: a function runs in a transaction; its result is returned after the commit."""

from sqlalchemy import Engine

from db.engine.writer.interface import Writer
from db.engine.writer.jobs import GROUP_SIZE
from db.engine.writer.postgresql import PostgresWriter
from db.engine.writer.retries import RETRY_PAUSES
from db.engine.writer.shares import FirstReads, Share, Work
from db.engine.writer.sqlite import SqliteWriter

__all__ = [
    "GROUP_SIZE",
    "RETRY_PAUSES",
    "WRITE_TIMEOUT",
    "FirstReads",
    "Share",
    "Work",
    "Writer",
    "make_writer",
]


WRITE_TIMEOUT = 30  # seconds that a write may take


def make_writer(
    engine: Engine, *, connections: int = 8, timeout: float = WRITE_TIMEOUT
) -> Writer:
    """Return the writer for the database behind ``engine``.

    A write ends after ``timeout`` seconds.
    """
    if engine.dialect.name == "sqlite":
        return SqliteWriter(engine, timeout=timeout)
    return PostgresWriter(engine, connections=connections, timeout=timeout)
