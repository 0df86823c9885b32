"""Fuzzy dates: intervals on the borders of the precision they are known to.

The API, the command line and the seeds take the same dates: written as a person writes
them, or as two ends with a precision. A calendar date (a day, month, quarter or year)
is stored as its midnights in UTC, whatever zone it was a date of.
"""

from db.values.dates.comparing import TICK, end_of, is_later_than_tomorrow, lies_after
from db.values.dates.intervals import (
    ONE_DATE,
    ONE_INSTANT,
    Interval,
    Precision,
    border,
    complete,
    to_utc,
)
from db.values.dates.written import parse_date, parse_instant, parse_start, written

__all__ = [
    "ONE_DATE",
    "ONE_INSTANT",
    "TICK",
    "Interval",
    "Precision",
    "border",
    "complete",
    "end_of",
    "is_later_than_tomorrow",
    "lies_after",
    "parse_date",
    "parse_instant",
    "parse_start",
    "to_utc",
    "written",
]
