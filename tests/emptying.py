"""Deletes every row between tests and restores the unrelated ones."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from copy import deepcopy
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event

from db.models import Base
from db.queries.word_indexes import INDEXES
from tests.keys import DELETES_OF_OTHERS

KEPT = {"analyst", "api_key"}
TABLES = [name for name in Base.metadata.tables if name not in KEPT]
DELETES = [*(f'DELETE FROM "{name}"' for name in TABLES), *DELETES_OF_OTHERS]
# SQLite keeps its indexes of words in tables that are no models.
REINDEX = [
    f"INSERT INTO {name}_fts ({name}_fts) VALUES ('rebuild')" for name in INDEXES
]
Statements = Sequence[str]
Rows = Mapping[str, str]
T = TypeVar("T")


class Once:
    """Makes a record by the API the first time, and puts its rows back afterwards."""

    def __init__(self, engine: Engine) -> None:
        self._engine = separate(engine)
        self._made: dict[Any, tuple[Any, Statements]] = {}
        self._path: tuple[str, ...] = ()

    def begin(self) -> None:
        """Begin with nothing, as each test does."""
        self._path = ()

    def __call__(self, name: str, make: Callable[[], T]) -> T:
        """Return the result of the first call of ``make`` for this content.

        The content is the records made before, and the counts of changes and of words
        of names. ``make`` has to return the same each time.
        """
        self._path = (*self._path, name)
        with self._engine.begin() as connection:
            last = [
                connection.exec_driver_sql(f"SELECT max(id) FROM {name}").scalar()
                for name in ("change", "name_word", "word_deletion")
            ]
            here = self._path, tuple(last)
            if here in self._made:
                put(connection, self._made[here][1])
        if here not in self._made:
            before = self._rows()
            value = make()
            self._made[here] = value, changes(before, self._rows())
        found: T = deepcopy(self._made[here][0])
        return found

    def _rows(self) -> Rows:
        with self._engine.begin() as connection:
            return rows(connection)


def empty(engine: Engine) -> None:
    """Delete every row except the keys of tests and their analysts."""
    with separate(engine).begin() as connection:
        put(connection, [*DELETES, *_count_anew(engine)])


@cache
def separate(engine: Engine) -> Engine:
    """Return an engine for :func:`put`; on PostgreSQL it has a connection of its own.

    The server drops the plans of a connection that replicates for a moment: it would
    plan the writes of the application, and its checks of foreign keys, in every test.
    """
    if engine.dialect.name == "sqlite":
        return engine
    # Some tests end all connections.
    found = create_engine(engine.url, pool_size=1, pool_pre_ping=True)
    event.listen(engine, "engine_disposed", lambda _: found.dispose())
    return found


def changes(before: Rows, after: Rows) -> Statements:
    """Return statements that insert new rows, and replace changed ones."""
    known = {delete for delete in before.values() if delete}
    new = {insert: after[insert] for insert in after.keys() - before.keys()}
    replaced = [delete for delete in new.values() if delete in known]
    return [*replaced, *_by_table(insert for insert in after if insert in new)]


def _by_table(inserts: Iterable[str]) -> Iterator[str]:
    """Yield one statement for all rows of a table: parsing many takes longer."""
    rows_of: dict[str, list[str]] = {}
    for insert in inserts:
        table, values, row = insert.partition(" VALUES ")
        rows_of.setdefault(table + values, []).append(row)
    for table, some in rows_of.items():
        yield table + ", ".join(some)


def rows(connection: Connection) -> Rows:
    """Return statements that insert every row, each with a DELETE by its key."""
    literal = "quote"
    if connection.dialect.name == "postgresql":
        literal = "quote_nullable"
    found: dict[str, str] = {}
    for name in TABLES:
        table = Base.metadata.tables[name]
        columns = [f'"{column.name}"' for column in table.c]
        keys = [f'"{column.name}"' for column in table.primary_key]
        values = " || ',' || ".join(f"{literal}({column})" for column in columns)
        insert = f'INSERT INTO "{name}" ({", ".join(columns)}) VALUES'
        place = " || ' AND ' || ".join(
            f"'{key} = ' || {literal}({key})" for key in keys
        )
        read = f'SELECT {values}, {place} FROM "{name}"'
        for row, key in connection.exec_driver_sql(read):
            found[f"{insert} ({row})"] = f'DELETE FROM "{name}" WHERE {key}'
        if found and connection.dialect.name == "postgresql":
            found |= dict.fromkeys(_numbered(connection, name), "")
    return found


def _texts(connection: Connection, read: str) -> list[str]:
    return list(connection.exec_driver_sql(read).scalars())


def _numbered(connection: Connection, name: str) -> Statements:
    """Return the statement that makes the next row of a table get its former number."""
    key = Base.metadata.tables[name].c.get("id")
    if key is None or key.autoincrement is False:
        return []
    last = connection.exec_driver_sql(f'SELECT max(id) FROM "{name}"').scalar()
    return [f"SELECT setval('{name}_id_seq', {last})"] if last else []


@cache
def _count_anew(engine: Engine) -> Statements:
    """Return the statement that numbers the next rows from 1, where DELETE does not."""
    if engine.dialect.name != "postgresql":
        return []
    with engine.connect() as connection:
        found = _texts(
            connection,
            "SELECT quote_literal(sequencename) FROM pg_sequences "
            "WHERE schemaname = 'public'",
        )
    kept = {f"'{name}_id_seq'" for name in KEPT}
    calls = [f"setval({name}, 1, false)" for name in sorted(set(found) - kept)]
    return [f"SELECT {', '.join(calls)}"]


def put(connection: Connection, statements: Statements) -> None:
    """Run all statements, whatever the order of foreign keys, which hold afterwards."""
    if connection.dialect.name == "postgresql":
        role = "SET LOCAL session_replication_role"
        every = f"{role} = replica", *statements, f"{role} = origin"
        connection.exec_driver_sql("; ".join(every))
    else:
        cursor = connection.connection.cursor()
        cursor.execute("PRAGMA defer_foreign_keys = ON")
        for statement in (*statements, *REINDEX):
            cursor.execute(statement)
        cursor.execute("PRAGMA defer_foreign_keys = OFF")
        cursor.close()
