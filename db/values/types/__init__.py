"""Column types that behave the same on every supported database."""

from typing import Annotated, Any

from sqlalchemy import BigInteger, Integer, Select
from sqlalchemy.orm import mapped_column

from db.values.types.buckets import Bucket, InBucket, StoredBucket, bucket_start
from db.values.types.by_database import ByDatabase, DocidType
from db.values.types.deadlines import EndOfDate
from db.values.types.instants import UtcDateTime, in_utc, json_instant, to_datetime

__all__ = [
    "AnySelect",
    "Bucket",
    "ByDatabase",
    "DocidType",
    "EndOfDate",
    "InBucket",
    "Key",
    "StoredBucket",
    "UtcDateTime",
    "bucket_start",
    "in_utc",
    "json_instant",
    "to_datetime",
]


# SQLite assigns ids only in a column declared INTEGER.
Key = Annotated[int, mapped_column(BigInteger().with_variant(Integer, "sqlite"))]
# The select of a read builder; its row type names the columns.
AnySelect = Select[*tuple[Any, ...]]
