"""Runs prepared reads on SQLite or PostgreSQL and returns their rows."""

from sqlalchemy import make_url

from db.engine.reader.interface import READ_TIMEOUT, DatabaseReader, Reader
from db.engine.reader.postgresql import PostgresReader
from db.engine.reader.sqlite import SqliteReader

__all__ = [
    "DatabaseReader",
    "Reader",
    "make_reader",
]


def make_reader(
    database_url: str, *, connections: int = 8, timeout: float = READ_TIMEOUT
) -> DatabaseReader:
    """Return the reader for a database; a read ends after ``timeout`` seconds."""
    url = make_url(database_url)
    if url.get_backend_name() == "sqlite":
        return SqliteReader(url, timeout=timeout)
    return PostgresReader(url, connections=connections, timeout=timeout)
