"""Fuzzy dates: half-open intervals with a precision.

The API, the command line and the seeds accept the same dates: one text, or two ends
with a precision. A calendar date (a day, month, quarter or year) is stored as midnights
in UTC, in whatever time zone it applied.
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
