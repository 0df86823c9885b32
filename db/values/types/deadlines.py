"""Deadlines: a date ends when its day is over."""

from typing import Any

from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from db.values.types.instants import UtcDateTime

DATE_LENGTH = len("2022-03-21")


class EndOfDate(FunctionElement[Any]):
    """The first instant after a deadline; for a date, the end of its day.

    A date is stored as its midnight. ``db.values.dates.end_of`` computes the same
    value.
    """

    inherit_cache = True
    type = UtcDateTime()


@compiles(EndOfDate, "sqlite")
def _end_of_text(
    element: EndOfDate,
    compiler: SQLCompiler,
    **given: Any,  # noqa: ANN401 - the compiler's
) -> str:
    column = compiler.process(element.clauses, **given)
    return (
        f"CASE WHEN length({column}) = {DATE_LENGTH} "
        f"THEN date({column}, '+1 day') ELSE {column} END"
    )


@compiles(EndOfDate, "postgresql")
def _end_of_time(
    element: EndOfDate,
    compiler: SQLCompiler,
    **given: Any,  # noqa: ANN401 - the compiler's
) -> str:
    column = compiler.process(element.clauses, **given)
    return (
        f"CASE WHEN date_trunc('day', {column} AT TIME ZONE 'UTC') "
        f"= {column} AT TIME ZONE 'UTC' "
        f"THEN {column} + INTERVAL '24 hours' ELSE {column} END"
    )
