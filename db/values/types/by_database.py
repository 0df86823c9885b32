"""Expressions that differ between the databases."""

from typing import Any

from sqlalchemy import BigInteger
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement


class ByDatabase(FunctionElement[Any]):
    """An expression or a select with one form for SQLite and one for PostgreSQL."""

    inherit_cache = True


@compiles(ByDatabase, "sqlite")
def _for_sqlite(
    element: ByDatabase,
    compiler: SQLCompiler,
    **given: Any,  # noqa: ANN401 - the compiler's
) -> str:
    return compiler.process(next(iter(element.clauses)), **given)


@compiles(ByDatabase, "postgresql")
def _for_postgresql(
    element: ByDatabase,
    compiler: SQLCompiler,
    **given: Any,  # noqa: ANN401 - the compiler's
) -> str:
    _, postgresql = element.clauses
    return compiler.process(postgresql, **given)


class DocidType(BigInteger):
    """The document number of a row in a full-text index, which may be negative."""
