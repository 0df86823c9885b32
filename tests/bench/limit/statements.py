"""The product's SQL for the bare driver: texts, and values in their order."""

from collections.abc import Callable, Generator, Sequence
from operator import itemgetter
from typing import Any

from sqlalchemy import Table, inspect
from sqlalchemy.engine import Dialect

from db.engine.prepared import Prepared
from db.models import Base

Row = Sequence[Any]
# What a read or a write asks of the driver, one statement after the other; in the end
# it returns the bytes to send.
Query = tuple[str, Sequence[Any]]
Work = Generator[Query, Sequence[Row], bytes]


class Read:
    """The SQL of a prepared read, and how columns are taken from its rows."""

    def __init__(
        self, read: Prepared, dialect: Dialect, columns: Sequence[str]
    ) -> None:
        compiled = read.compiled(dialect)
        self.sql = compiled.sql
        self.bind = compiled.bind
        names = [column.key for column in read.statement.selected_columns]
        # In an order of our own, so that the product may change its own.
        self.pick: Callable[[Row], tuple[Any, ...]] = itemgetter(
            *[names.index(column) for column in columns]
        )


class Insert:
    """The SQL that stores one row and returns its id, and the columns it takes."""

    def __init__(
        self, model: type[Base], columns: Sequence[str], dialect: Dialect
    ) -> None:
        table = inspect(model).local_table
        assert isinstance(table, Table)
        insert = table.insert().returning(table.c.id)
        compiled: Any = insert.compile(dialect=dialect, column_keys=list(columns))
        self.sql = str(compiled)
        self.columns: Sequence[str] = compiled.positiontup
