"""Checks the indexes of words of SQLite, on copies."""

from collections.abc import Mapping, Sequence

from sqlalchemy import (
    URL,
    Column,
    Connection,
    Insert,
    Integer,
    MetaData,
    NullPool,
    String,
    Table,
    TableClause,
    column,
    create_engine,
    delete,
    insert,
    select,
    table,
)
from sqlalchemy.exc import DatabaseError, OperationalError
from sqlalchemy.types import NullType

from db.queries.word_indexes import WordIndex

COPY = "copied"
CHECK = "integrity-check"  # with rank 1: compare with the rows
SCHEMA = table("sqlite_master", column("name"), column("sql"), schema="main")
# The tables in which FTS5 keeps an index, with their columns.
SHADOWS: Mapping[str, Sequence[str]] = {
    "data": ("id", "block"),
    "idx": ("segid", "term", "pgno"),
    "config": ("k", "v"),
}


def is_damaged(url: URL, index: WordIndex) -> bool:
    """Return whether an index of SQLite differs from its rows.

    The check is a write for SQLite, and takes seconds for a million claims. In a
    temporary copy, it blocks no other writes.
    """
    # Without the events of our engines, a transaction reads until it writes.
    engine = create_engine(url, poolclass=NullPool)
    with engine.connect() as connection:
        connection.exec_driver_sql(f"ATTACH '' AS {COPY}")
        try:
            _copy(connection, index)
            connection.execute(_check(index))
        except OperationalError:  # busy, or no space for the copy
            raise
        except DatabaseError:
            return True
    return False


def _check(index: WordIndex) -> Insert:
    name = index.fts.name
    copied = table(name, column(name), column("rank"), schema=COPY)
    return insert(copied).values({name: CHECK, "rank": 1})


def _copy(connection: Connection, index: WordIndex) -> None:
    """Copy an index and its rows as of one instant."""
    model, name = index.rows, index.fts.name
    found = select(SCHEMA.c.sql).where(SCHEMA.c.name == name)
    definition = connection.execute(found).scalar_one()
    own = f"VIRTUAL TABLE {COPY}."
    connection.exec_driver_sql(definition.replace("VIRTUAL TABLE ", own, 1))
    rows = Table(
        model.__tablename__,
        MetaData(schema=COPY),
        Column("id", Integer, primary_key=True),
        Column("words", String),
    )
    rows.create(connection)
    read = select(model.id, model.words)
    connection.execute(insert(rows).from_select(["id", "words"], read))
    for suffix, names in SHADOWS.items():
        into, main = (_shadow(f"{name}_{suffix}", names, of) for of in (COPY, "main"))
        connection.execute(delete(into))
        connection.execute(insert(into).from_select(names, select(main)))


def _shadow(name: str, names: Sequence[str], schema: str) -> TableClause:
    return table(name, *(column(one, NullType()) for one in names), schema=schema)
