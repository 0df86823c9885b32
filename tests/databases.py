"""Databases of tests: copied and deleted, of either kind."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from uuid import uuid4

from sqlalchemy import URL, NullPool, create_engine, make_url, text

from db.engine.session import create_private


def copy(source: str, target: str) -> None:
    """Replace a database by a copy of another one without connections."""
    delete(target)
    one, other = make_url(source), make_url(target)
    if one.get_backend_name() == "sqlite":
        create_private(str(other.database))
        with (
            closing(sqlite3.connect(str(one.database))) as reading,
            closing(sqlite3.connect(str(other.database))) as writing,
        ):
            reading.backup(writing)
    else:
        _order(other, f"CREATE DATABASE {other.database} TEMPLATE {one.database}")


def delete(url: str) -> None:
    """Delete a database if it is there, in use or not."""
    gone = make_url(url)
    if gone.get_backend_name() == "sqlite":
        file = Path(str(gone.database))
        for one in file.parent.glob(f"{file.name}*"):
            one.unlink()
    else:
        _order(gone, f"DROP DATABASE IF EXISTS {gone.database} WITH (FORCE)")


@contextmanager
def copied(url: str) -> Iterator[str]:
    """Provide the URL of a copy of a database without connections."""
    source, name = make_url(url), f"onrecord_copy_{uuid4().hex[:12]}"
    if source.get_backend_name() == "sqlite":
        name = str(Path(str(source.database)).with_name(f"{name}.db"))
    target = source.set(database=name).render_as_string(hide_password=False)
    copy(url, target)
    try:
        yield target
    finally:
        delete(target)


def _order(url: URL, statement: str) -> None:
    """Run a statement on the server of a database, outside of any transaction."""
    engine = create_engine(
        url.set(database="postgres"),
        isolation_level="AUTOCOMMIT",
        poolclass=NullPool,
    )
    with engine.connect() as connection:
        connection.execute(text(statement))
