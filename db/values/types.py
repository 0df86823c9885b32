"""Column types that behave the same on every supported database."""

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

# SQLite assigns ids only in a column declared INTEGER.
Key = Annotated[int, mapped_column(BigInteger().with_variant(Integer, "sqlite"))]

# The select of a read builder; its row type names the columns.
AnySelect = Select[*tuple[Any, ...]]

Bucket = Literal["day", "week", "month", "year"]
# A bucket as the driver returns it; see ``bucket_start``.
StoredBucket = str | datetime | None

INSTANT_LENGTH = len("2022-03-21T00:00:00.000000Z")
WHOLE_SECOND = ".000000Z"
# The number of characters that all instants of a bucket share.
PREFIXES: dict[Bucket, int] = {"day": 10, "month": 7, "year": 4}
MAX_CACHED_BUCKETS = 10_000  # every series has the same buckets
FIRST_OF_ALL = "0001-01-01"
MIDNIGHT = "T00:00:00.000000Z"


class UtcDateTime(TypeDecorator[datetime]):
    """An instant in UTC; on SQLite text of fixed length, which sorts by time."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Use the type of the database if it supports time zones."""
        if dialect.name == "sqlite":
            return dialect.type_descriptor(String(INSTANT_LENGTH))
        return dialect.type_descriptor(DateTime(timezone=True))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:  # noqa: ANN401 - the driver's
        """Reject naive values, because their instant is ambiguous."""
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
        """Return the value of the driver in UTC."""
        return None if value is None else moment(value)


def instant(stored: Any) -> Any:  # noqa: ANN401 - text, a datetime or nothing
    """Return a stored instant in a form that gives the same JSON on all databases."""
    if stored.__class__ is str and stored.endswith(WHOLE_SECOND):
        return f"{stored[:19]}Z"
    return stored


def moment(stored: Any) -> datetime:  # noqa: ANN401 - text or a datetime
    """Return a stored instant as a datetime in UTC."""
    if isinstance(stored, str):
        return datetime.fromisoformat(stored)
    known: datetime = stored.astimezone(UTC)
    return known


class InBucket(FunctionElement[Any]):
    """The day, ISO week, month or year (UTC) that an instant is in.

    ``bucket_start`` reads the value that the driver returns for it.
    """

    inherit_cache = False  # the cache key does not have the bucket

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
    """The first instant after a deadline, which for a date is the end of that day.

    A date is stored as its midnight. ``db.values.dates.end_of`` returns the same.
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


@lru_cache(MAX_CACHED_BUCKETS)
def bucket_start(stored: StoredBucket) -> datetime | None:
    """Return the first instant of a stored bucket."""
    if isinstance(stored, str):  # only the part of the text that names the bucket
        stored = datetime.fromisoformat(stored + FIRST_OF_ALL[len(stored) :])
    return stored and stored.replace(tzinfo=UTC)
