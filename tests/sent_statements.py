"""The statements that writes send on the connection of the driver."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Self
from unittest import mock

from sqlalchemy import Connection

from db.engine.session import driver


class NotingCursor:
    """A driver cursor that records its statements."""

    def __init__(self, cursor: Any, sent: list[str]) -> None:
        self._cursor, self._sent = cursor, sent

    def execute(self, sql: str, values: Any) -> None:
        self._sent.append(sql)
        self._cursor.execute(sql, values)

    def executemany(self, sql: str, rows: Any) -> None:
        self._sent.append(sql)
        self._cursor.executemany(sql, rows)

    def fetchall(self) -> Any:
        return self._cursor.fetchall()

    @contextmanager
    def copy(self, sql: str) -> Iterator[Any]:
        self._sent.append(sql)
        with self._cursor.copy(sql) as into:
            yield into

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._cursor.close()


@contextmanager
def noted_statements() -> Iterator[list[str]]:
    """Give the list of the statements that are sent in the block."""
    sent, cursor_of = list[str](), driver.cursor_of

    def noting(connection: Connection) -> NotingCursor:
        return NotingCursor(cursor_of(connection), sent)

    with mock.patch.object(driver, "cursor_of", noting):
        yield sent
