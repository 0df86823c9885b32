"""Days, ISO weeks, months and years (UTC), numbered consecutively."""

from datetime import UTC, datetime

from db.values.types import Bucket

MONTHS, DAYS_OF_WEEK = 12, 7


def number_of(at: datetime, bucket: Bucket) -> int:
    """Return the number of the bucket that an instant is in; the next has one more."""
    utc = at.astimezone(UTC)
    if bucket == "year":
        return utc.year
    if bucket == "month":
        return utc.year * MONTHS + utc.month - 1
    # Proleptic ordinal 1 is a Monday.
    days = utc.toordinal()
    return days if bucket == "day" else (days - 1) // DAYS_OF_WEEK


def start_of(number: int, bucket: Bucket) -> datetime:
    """Return the first instant of the bucket with this number."""
    if bucket == "year":
        return datetime(number, 1, 1, tzinfo=UTC)
    if bucket == "month":
        return datetime(number // MONTHS, number % MONTHS + 1, 1, tzinfo=UTC)
    days = number if bucket == "day" else number * DAYS_OF_WEEK + 1
    return datetime.fromordinal(days).replace(tzinfo=UTC)
