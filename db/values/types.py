"""Column types that mean the same on every supported database."""

from datetime import UTC, datetime
from functools import lru_cache
from typing import Annotated, Any, Literal

from sqlalchemy import BigInteger, ColumnElement, DateTime, Integer, Select, String
from sqlalchemy.engine import Dialect
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import mapped_column
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeDecorator, TypeEngine

# SQLite numbers rows by itself only in a column declared INTEGER.
Key = Annotated[int, mapped_column(BigInteger().with_variant(Integer, "sqlite"))]

# What a read builder builds; its row type names the columns.
AnySelect = Select[*tuple[Any, ...]]

Bucket = Literal["day", "week", "month", "year"]
# A bucket as a driver returns it; see ``bucket_start``.
StoredBucket = str | datetime | None

INSTANT_LENGTH = len("2022-03-21T00:00:00.000000Z")
WHOLE_SECOND = ".000000Z"
# Of an instant in text, what all instants of a bucket begin with.
PREFIXES: dict[Bucket, int] = {"day": 10, "month": 7, "year": 4}
BUCKETS = 10_000  # as read, kept with their starts: every series has the same
FIRST_OF_ALL = "0001-01-01"
MIDNIGHT = "T00:00:00.000000Z"


class UtcDateTime(TypeDecorator[datetime]):
    """An instant in UTC; on SQLite text of one length, which sorts as time does."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Use the database's own type where it keeps the zone."""
        if dialect.name == "sqlite":
            return dialect.type_descriptor(String(INSTANT_LENGTH))
        return dialect.type_descriptor(DateTime(timezone=True))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:  # noqa: ANN401 - the driver's
        """Refuse naive values: nobody could say later which instant they meant."""
        if value is None:
            return None
        if value.tzinfo is None:
            message = f"naive datetime {value.isoformat()}"
            raise ValueError(message)
        utc = value.astimezone(UTC)
        if dialect.name != "sqlite":
            return utc
        return f"{utc.replace(tzinfo=None).isoformat(timespec='microseconds')}Z"

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:  # noqa: ANN401, ARG002 - the driver's
        """Return UTC whatever the driver returned."""
        return None if value is None else moment(value)


def instant(stored: Any) -> Any:  # noqa: ANN401 - text, a datetime or nothing
    """Return a stored instant in a form that JSON writes alike for every database."""
    if stored.__class__ is str and stored.endswith(WHOLE_SECOND):
        return f"{stored[:19]}Z"
    return stored


def moment(stored: Any) -> datetime:  # noqa: ANN401 - text or a datetime
    """Return a stored instant as one that can be reckoned with."""
    if isinstance(stored, str):
        return datetime.fromisoformat(stored)
    known: datetime = stored.astimezone(UTC)
    return known


class InBucket(FunctionElement[Any]):
    """The day, ISO week, month or year (UTC) that an instant is in.

    ``bucket_start`` reads what a driver hands out for it.
    """

    inherit_cache = False  # a cache would not see which bucket it is

    def __init__(self, column: ColumnElement[Any], bucket: Bucket) -> None:
        super().__init__(column)
        self.bucket = bucket


@compiles(InBucket, "sqlite")
def _in_bucket_of_text(
    element: InBucket,
    compiler: SQLCompiler,
    **given: Any,  # noqa: ANN401 - the compiler's
) -> str:
    column = compiler.process(element.clauses, **given)
    if element.bucket == "week":
        return f"date(substr({column}, 1, 10), '-6 days', 'weekday 1')"
    return f"substr({column}, 1, {PREFIXES[element.bucket]})"


@compiles(InBucket, "postgresql")
def _in_bucket_of_time(
    element: InBucket,
    compiler: SQLCompiler,
    **given: Any,  # noqa: ANN401 - the compiler's
) -> str:
    column = compiler.process(element.clauses, **given)
    return f"date_trunc('{element.bucket}', {column} AT TIME ZONE 'UTC')"


class EndOfDate(FunctionElement[Any]):
    """The first instant that is too late for a deadline: a date lasts until it is over.

    A date is kept as its midnight. ``db.values.dates.end_of`` says the same.
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
        f"CASE WHEN substr({column}, 11) = '{MIDNIGHT}' "
        f"THEN date(substr({column}, 1, 10), '+1 day') || '{MIDNIGHT}' "
        f"ELSE {column} END"
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


@lru_cache(BUCKETS)
def bucket_start(stored: StoredBucket) -> datetime | None:
    """Return the first instant of a bucket as it was read."""
    if isinstance(stored, str):  # only the part of the text that names the bucket
        stored = datetime.fromisoformat(stored + FIRST_OF_ALL[len(stored) :])
    return stored and stored.replace(tzinfo=UTC)
