"""Copies of the newest claims, stored by the bare driver: what storing them costs."""

from collections.abc import Sequence
from typing import Any

import orjson
from sqlalchemy import Connection, Engine, func, select

from db.models import Attribution, Base, Change, Claim, ClaimSearch, ClaimTag, Span

MODELS: Sequence[type[Base]] = (Claim, Attribution, Span, ClaimTag, ClaimSearch, Change)
CLAIM_OF = {"claim": "id", "change": "record_id"}  # in other tables ``claim_id``
DOCIDS = 10**10  # between the numbers of a claim and its copy in the index of words
Rows = Sequence[tuple[Any, ...]]


class Copies:
    """Copies of the newest claims with all their rows, ready for the driver."""

    def __init__(self, engine: Engine, *, claims: int, number: int) -> None:
        self._engine, self._claims, self._number = engine, claims, number
        with engine.connect() as connection:
            self._last = connection.scalar(select(func.max(Claim.id))) or 0
            self._rows = {
                model.__tablename__: self._copied(connection, model) for model in MODELS
            }

    def store(self) -> None:
        """Store them in one transaction: by ``executemany``, or by COPY."""
        with self._engine.begin() as connection:
            sqlite = connection.dialect.name == "sqlite"
            for table, (columns, rows) in self._rows.items():
                (_insert if sqlite else _copy)(connection, table, columns, rows)
            if sqlite:
                columns, rows = self._rows["claim_search"]
                at = [columns.index(name) for name in ("id", "words")]
                words = [(row[at[0]], row[at[1]]) for row in rows]
                _insert(connection, "claim_fts", ["rowid", "words"], words)

    def _copied(
        self, connection: Connection, model: type[Base]
    ) -> tuple[Sequence[str], Rows]:
        """Return the columns of a table, and the rows of the claims as tuples."""
        table = model.__tablename__
        of = CLAIM_OF.get(table, "claim_id")
        chosen = (
            f"SELECT * FROM {table} WHERE {of} > {self._last - self._claims}"
            + (" AND resource = 'claim'" if model is Change else "")
            + " ORDER BY id"
        )
        found = connection.exec_driver_sql(chosen)
        next_id = connection.exec_driver_sql(
            f"SELECT max(id) + 1 FROM {table}"
        ).scalar()
        rows = [
            self._shifted(dict(row), of, int(next_id or 1) + n)
            for n, row in enumerate(found.mappings())
        ]
        return list(found.keys()), [tuple(row.values()) for row in rows]

    def _shifted(self, row: dict[str, Any], of: str, id_: int) -> dict[str, Any]:
        """Return a row with an id, a claim and keys of its own."""
        docid = row["id"] - DOCIDS * (1 + self._number)
        row["id"] = docid if "words" in row else id_
        row[of] = row[of] + self._claims if of != "id" else row["id"]
        if "content_key" in row:
            # No key of the product begins like this; one in 65,536 begins with "0000".
            row["content_key"] = f"x{self._number:03}{row['content_key'][4:]}"
        return {name: _sent(value) for name, value in row.items()}


def _sent(value: Any) -> Any:
    return orjson.dumps(value).decode() if isinstance(value, list | dict) else value


def _insert(
    connection: Connection, table: str, columns: Sequence[str], rows: Rows
) -> None:
    marks = ", ".join("?" * len(columns))
    sql = f"INSERT INTO {table} ({_names(columns)}) VALUES ({marks})"
    connection.exec_driver_sql(sql, list(rows))


def _copy(
    connection: Connection, table: str, columns: Sequence[str], rows: Rows
) -> None:
    driver: Any = connection.connection.dbapi_connection
    sql = f"COPY {table} ({_names(columns)}) FROM STDIN"
    with driver.cursor() as cursor, cursor.copy(sql) as copy:
        for row in rows:
            copy.write_row(row)
    if table != "claim_search":
        last = f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id))"
        connection.exec_driver_sql(f"{last} FROM {table}")


def _names(columns: Sequence[str]) -> str:
    return ", ".join(f'"{name}"' for name in columns)
