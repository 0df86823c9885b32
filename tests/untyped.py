"""Reads that only tests run: their rows need no declared type."""

from typing import Any

from db.engine.prepared import Prepared
from db.engine.rows import Row, RowType
from db.values.types import AnySelect


def untyped(statement: AnySelect) -> Prepared[Any]:
    """Return a read whose rows have the columns of ``statement``."""
    columns = {str(one.key): one for one in statement.selected_columns}
    namespace = {"__annotations__": dict.fromkeys(columns, Any), **columns}
    return Prepared(statement, RowType("UntypedRow", (Row,), namespace))
