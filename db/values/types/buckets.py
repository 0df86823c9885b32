"""Buckets of time for counting rows."""

from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, Literal

from sqlalchemy import SQLColumnExpression
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

Bucket = Literal["day", "week", "month", "year"]
# A bucket as the driver returns it; see ``bucket_start``.
StoredBucket = str | datetime | None
# The length of the text prefix that all instants of a bucket share.
PREFIXES: dict[Bucket, int] = {"day": 10, "month": 7, "year": 4}
MAX_CACHED_BUCKETS = 10_000  # all series share their buckets
FIRST_OF_ALL = "0001-01-01"


class InBucket(FunctionElement[Any]):
    """The day, ISO week, month or year (UTC) of an instant.

    ``bucket_start`` converts the value that the driver returns.
    """

    inherit_cache = False  # the cache key would lack the bucket

    def __init__(self, column: SQLColumnExpression[Any], bucket: Bucket) -> None:
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


@lru_cache(MAX_CACHED_BUCKETS)
def bucket_start(stored: StoredBucket) -> datetime | None:
    """Return the first instant of a bucket, given the value of the driver."""
    if isinstance(stored, str):  # a prefix of an instant
        stored = datetime.fromisoformat(stored + FIRST_OF_ALL[len(stored) :])
    return stored and stored.replace(tzinfo=UTC)
